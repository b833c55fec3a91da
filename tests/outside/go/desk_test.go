package desk

import (
	"errors"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

func TestANumberIsNeverIssuedAgain(t *testing.T) {
	world := newWorld(t)
	desk, customer := world.desk(), world.customer(2)
	succeed(t, desk.Remove(customer, 2))
	issued(t, desk, customer, 3)
	has(t, desk, customer, 1, 3)
}

func TestAnErrorHasTheIdOfItsRequest(t *testing.T) {
	world := newWorld(t)
	err := world.desk().Remove(world.customer(0), 7)
	var rejected *Rejected
	if !errors.As(err, &rejected) || rejected.Status != 404 || rejected.RequestID == "" {
		t.Fatalf("not a 404 with an id: %v", err)
	}
	var journal struct{ Entries []struct{ ID int } }
	world.control(http.MethodGet, "journal", "", &journal)
	if len(journal.Entries) != 1 || rejected.RequestID != strconv.Itoa(journal.Entries[0].ID) {
		t.Fatalf("request %s is not in the journal: %v", rejected.RequestID, journal)
	}
}

func TestARemovalIsRetried(t *testing.T) {
	world := newWorld(t)
	desk, customer := world.desk(), world.customer(1)
	world.fault("status", "remove_physical_key", `, "status": 503, "retryAfter": 0`)
	succeed(t, desk.Remove(customer, 1))
	world.called("remove_physical_key", 2)
}

func TestAKeyWhoseResponseIsLostIsIssued(t *testing.T) {
	world := newWorld(t)
	desk, customer := world.desk(), world.customer(0)
	world.fault("lose_answer", "add_physical_key", "")
	if _, err := desk.Issue(customer, "cellar"); err == nil {
		t.Fatal("the response was not lost")
	}
	has(t, desk, customer, 1)
	world.called("add_physical_key", 1)
}

// net/http retries a request on its own if a reused connection ends without a response, so the desk sees no error.
func TestGoRepeatsAQueryOnAReusedConnection(t *testing.T) {
	world := newWorld(t)
	desk, customer := world.desk(), world.customer(1)
	has(t, desk, customer, 1) // opens the connection
	world.fault("drop", "list_physical_keys", "")
	has(t, desk, customer, 1)
	world.called("list_physical_keys", 3)
}

func TestGoDoesNotRepeatAQueryOnANewConnection(t *testing.T) {
	world := newWorld(t)
	desk, customer := world.desk(), world.customer(1)
	world.fault("drop", "list_physical_keys", "")
	if _, err := desk.Numbers(customer); err == nil {
		t.Fatal("the request was repeated")
	}
	world.called("list_physical_keys", 1)
}

func TestGoDoesNotRepeatACommandOnAReusedConnection(t *testing.T) {
	world := newWorld(t)
	desk, customer := world.desk(), world.customer(0)
	has(t, desk, customer)
	world.fault("lose_answer", "add_physical_key", "")
	if _, err := desk.Issue(customer, "cellar"); err == nil {
		t.Fatal("the request was repeated")
	}
	has(t, desk, customer, 1)
}

// With this header, net/http considers every request safe to repeat. The service does not know the header.
func TestGoRepeatsACommandWithAnIdempotencyKey(t *testing.T) {
	world := newWorld(t)
	desk, customer := world.desk(), world.customer(0)
	desk.Header.Set("Idempotency-Key", "cellar")
	has(t, desk, customer)
	world.fault("lose_answer", "add_physical_key", "")
	issued(t, desk, customer, 2)
	has(t, desk, customer, 1, 2) // one key too many
}

func TestEachWayLeadsToTheWorld(t *testing.T) {
	ways := map[string]func(*World, *Desk){
		"path": func(*World, *Desk) {},
		"key": func(world *World, desk *Desk) {
			desk.BaseURL = mock.BaseURL
			desk.Header.Set("X-API-Key", world.key())
		},
		"header": func(world *World, desk *Desk) {
			desk.BaseURL = mock.BaseURL
			desk.Header.Set("X-Mock-World", world.name)
		},
	}
	for way, direct := range ways {
		t.Run(way, func(t *testing.T) {
			world := newWorld(t)
			desk, customer := world.desk(), world.customer(3)
			direct(world, desk)
			has(t, desk, customer, 1, 2, 3)
			world.called("list_physical_keys", 1)
		})
	}
}

func TestARequestWithoutAWorldIsRejected(t *testing.T) {
	world := newWorld(t)
	desk := world.desk()
	desk.BaseURL = mock.BaseURL
	_, err := desk.Numbers(world.customer(1))
	if err == nil || !strings.Contains(err.Error(), "/w/") {
		t.Fatalf("not rejected with a reason: %v", err)
	}
	world.called("list_physical_keys", 0)
}

func succeed(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func issued(t *testing.T, desk *Desk, customer string, expected int) {
	t.Helper()
	number, err := desk.Issue(customer, "cellar")
	if err != nil || number != expected {
		t.Fatalf("issued number %d, not %d: %v", number, expected, err)
	}
}

func has(t *testing.T, desk *Desk, customer string, expected ...int) {
	t.Helper()
	numbers, err := desk.Numbers(customer)
	if err != nil || !reflect.DeepEqual(numbers, append([]int{}, expected...)) {
		t.Fatalf("the numbers are %v, not %v: %v", numbers, expected, err)
	}
}
