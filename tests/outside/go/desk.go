// Package desk is a locksmith's desk, which issues and removes the physical keys of its customers.
package desk

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Desk calls the service.
type Desk struct {
	BaseURL string
	Header  http.Header
	HTTP    *http.Client
}

// Rejected is the error of a request that the service rejected.
type Rejected struct {
	Status    int
	RequestID string
	Message   string
}

func (rejected *Rejected) Error() string {
	return fmt.Sprintf("%d %s (request %s)", rejected.Status, rejected.Message, rejected.RequestID)
}

// Issue issues a key and returns its number. A key may have been issued even if an error is returned.
func (desk *Desk) Issue(customer, note string) (int, error) {
	var added struct{ Number int }
	body := map[string]string{"orgId": "acme", "note": note}
	err := desk.call(http.MethodPost, "/users/"+customer+"/AddPhysicalKey", body, &added)
	return added.Number, err
}

// Remove removes a key. It is safe to repeat, because a number is never issued again.
func (desk *Desk) Remove(customer string, number int) error {
	body := map[string]int{"number": number}
	return desk.call(http.MethodPost, "/users/"+customer+"/RemovePhysicalKey", body, nil)
}

// Numbers returns the numbers of a customer's keys.
func (desk *Desk) Numbers(customer string) ([]int, error) {
	var found struct{ Keys []struct{ Number int } }
	err := desk.call(http.MethodGet, "/users/"+customer+"/PhysicalKeys", nil, &found)
	numbers := []int{}
	for _, key := range found.Keys {
		numbers = append(numbers, key.Number)
	}
	return numbers, err
}

// call sends a request, and repeats it as long as the service asks for a retry.
func (desk *Desk) call(method, path string, body, result any) error {
	for {
		response, err := desk.send(method, path, body)
		if err != nil {
			return err
		}
		seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
		if err != nil {
			return read(response, result)
		}
		response.Body.Close()
		time.Sleep(time.Duration(seconds) * time.Second)
	}
}

func (desk *Desk) send(method, path string, body any) (*http.Response, error) {
	var content bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&content).Encode(body); err != nil {
			return nil, err
		}
	}
	request, err := http.NewRequest(method, desk.BaseURL+path, &content)
	if err != nil {
		return nil, err
	}
	for name, values := range desk.Header {
		request.Header[name] = values
	}
	return desk.HTTP.Do(request)
}

func read(response *http.Response, result any) error {
	defer response.Body.Close()
	if response.StatusCode >= 400 {
		rejected := &Rejected{Status: response.StatusCode, RequestID: response.Header.Get("X-Request-Id")}
		if err := json.NewDecoder(response.Body).Decode(rejected); err != nil {
			return err
		}
		return rejected
	}
	if result == nil {
		return nil
	}
	return json.NewDecoder(response.Body).Decode(result)
}
