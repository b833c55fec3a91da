package desk

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// mock has the facts that the mock prints when it is ready.
var mock struct {
	BaseURL string `json:"base_url"`
	APIKey  string `json:"api_key"`
}

func TestMain(m *testing.M) {
	code, err := withMock(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// withMock runs the tests while the mock runs. On SIGTERM, the mock must exit with 0.
func withMock(run func() int) (int, error) {
	command := exec.Command("spkey-mock", "serve", "--port", "0", "--json", "--strict-worlds")
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := command.Start(); err != nil {
		return 0, err
	}
	if err := json.NewDecoder(output).Decode(&mock); err != nil {
		return 0, fmt.Errorf("the mock did not start: %w", err)
	}
	code := run()
	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		return code, err
	}
	return code, command.Wait()
}

// World is a test's own world, with the mock's control API.
type World struct {
	t    *testing.T
	name string
}

// newWorld opens a strict world. Its deletion after the test fails if a request broke the contract.
func newWorld(t *testing.T) *World {
	world := &World{t, strings.NewReplacer("/", "-", "_", "-").Replace(t.Name())}
	world.control(http.MethodPatch, "settings", `{"strict": true}`, nil)
	t.Cleanup(func() { world.control(http.MethodDelete, "worlds/"+world.name, "", nil) })
	return world
}

func (world *World) url() string { return mock.BaseURL + "/w/" + world.name }

// desk returns a desk that reaches the world by its path, with connections of its own.
func (world *World) desk() *Desk {
	transport := &http.Transport{}
	world.t.Cleanup(transport.CloseIdleConnections)
	header := http.Header{"X-Api-Key": {mock.APIKey}}
	return &Desk{BaseURL: world.url(), Header: header, HTTP: &http.Client{Transport: transport}}
}

// control calls the control API.
func (world *World) control(method, path, body string, result any) {
	world.t.Helper()
	request, err := http.NewRequest(method, world.url()+"/_mock/"+path, strings.NewReader(body))
	if err != nil {
		world.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		world.t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode >= 400 {
		var failed struct{ Message string }
		_ = json.NewDecoder(response.Body).Decode(&failed)
		world.t.Fatalf("%s %s: %d %s", method, path, response.StatusCode, failed.Message)
	}
	if result != nil {
		if err := json.NewDecoder(response.Body).Decode(result); err != nil {
			world.t.Fatal(err)
		}
	}
}

// customer seeds a customer with keys and returns its id.
func (world *World) customer(keys int) string {
	var user struct{ UserID string }
	world.control(http.MethodPost, "users", fmt.Sprintf(`{"keys": %d}`, keys), &user)
	return user.UserID
}

// key issues an API key that only this world accepts.
func (world *World) key() string {
	var issued struct{ APIKey string }
	world.control(http.MethodPost, "api-keys", "{}", &issued)
	return issued.APIKey
}

// fault schedules a fault.
func (world *World) fault(kind, operation, more string) {
	body := fmt.Sprintf(`{"kind": %q, "operation": %q%s}`, kind, operation, more)
	world.control(http.MethodPost, "faults", body, nil)
}

// called fails the test unless the operation was called that many times.
func (world *World) called(operation string, times int) {
	world.t.Helper()
	var verdict struct {
		Passed  bool
		Message string
	}
	body := fmt.Sprintf(`{"operation": %q, "times": %d}`, operation, times)
	world.control(http.MethodPost, "journal/check", body, &verdict)
	if !verdict.Passed {
		world.t.Fatal(verdict.Message)
	}
}
