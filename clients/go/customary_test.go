package customary_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	customary "github.com/customary/customary/clients/go"
	"github.com/customary/customary/clients/go/api"
)

func TestTheReadmeShowsTheExampleToTheLetter(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile("example/main.go")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "```go\n"+string(example)+"```\n") {
		t.Error("README.md has another example than example/main.go")
	}
}

func TestTheURLMayEndWithASlashOrHaveAPath(t *testing.T) {
	var path string
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		path = r.RequestURI
		answer(w, 200, "application/json", `{"status": "ok"}`)
	})
	for base, wanted := range map[string]string{
		"": "/livez", "/": "/livez", "/customary": "/customary/livez", "/customary/": "/customary/livez",
	} {
		if _, err := customary.New(server + base).Health.GetLiveness(ctx); err != nil {
			t.Error(err)
		}
		equal(t, "path", path, wanted)
	}
	for _, wrong := range []string{"", "127.0.0.1:8000", "localhost:8000", "ftp://127.0.0.1", "http://", "http://a b", "http://a/?b", "http://a/?", "http://a/#b",
		"http://user:secret@127.0.0.1:1", "http://user@127.0.0.1:1", "ftp://user:secret@a", "http://user:a secret@a", "user:secret@a"} {
		client := customary.New(wrong)
		_, err := client.Health.GetLiveness(ctx)
		has(t, err, "customary: the server's URL")
		if printed := fmt.Sprint(client, err); strings.Contains(printed, "secret") {
			t.Errorf("there is a password in %s", printed)
		}
	}
}

func TestAChangeLeavesOutSetsAndRemoves(t *testing.T) {
	var body, mediaType, path string
	client := customary.New(serve(t, func(w http.ResponseWriter, r *http.Request) {
		content, _ := io.ReadAll(r.Body)
		body, mediaType, path = string(content), r.Header.Get("Content-Type"), r.RequestURI
		answerProblem(w, 404, "none")
	}))
	change := api.NewCustomerUpdate()
	change.SetNotes("Tom & Jerry")
	change.SetCompanyNil()
	change.SetCity("Port Ellison")
	change.UnsetCity()
	_, err := client.Customers.UpdateCustomer(ctx, "../a b?c", change)
	isProblem(t, err, 404)
	equal(t, "body", body, `{"company":null,"notes":"Tom \u0026 Jerry"}`)
	equal(t, "media type", mediaType, "application/merge-patch+json")
	equal(t, "path", path, "/api/1/customer/..%2Fa%20b%3Fc/")
}

func TestTheTokensAreNotInAPrintOfTheClient(t *testing.T) {
	given := customary.New("http://127.0.0.1:8000", customary.WithAccessToken("access-1"))
	for _, client := range []*customary.Client{loggedIn(t, &sessions{}), given} {
		encoded, err := json.Marshal(client)
		if err != nil {
			t.Fatal(err)
		}
		printed := fmt.Sprintf("%v %+v %#v %s %v %+v %#v %#v %s", client, client, client, client, *client, *client, *client, client.Accounts, encoded)
		if strings.Contains(printed, "access-1") || strings.Contains(printed, "refresh-1") {
			t.Errorf("there is a token in %s", printed)
		}
		if !strings.Contains(printed, "http://127.0.0.1") {
			t.Errorf("there is no URL in %s", printed)
		}
	}
}

func TestASecretIsNotInAPrintOfAModel(t *testing.T) {
	secret := "hidden"
	session := api.NewSession(secret, "Bearer", 900, secret)
	for _, model := range []interface{}{
		session, *session, []api.Session{*session}, map[string]*api.Session{"a": session}, struct{ Session *api.Session }{session},
		api.NewCredentials("ada@example.com", secret), *api.NewRegistration("ada@example.com", secret),
		api.NewSessionRefresh(secret), *api.NewPasswordChange(secret, secret), api.NewNullableSession(session),
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			if printed := fmt.Sprintf(verb, model); strings.Contains(printed, secret) {
				t.Errorf("%s of %T shows a secret: %s", verb, model, printed)
			}
		}
		encoded, err := json.Marshal(model)
		if err != nil || !strings.Contains(string(encoded), secret) {
			t.Errorf("%T is sent as %s: %v", model, encoded, err)
		}
	}
	equal(t, "the session", session.AccessToken+session.RefreshToken, secret+secret)
	equal(t, "%v", session, "{AccessToken:… TokenType:Bearer ExpiresIn:900 RefreshToken:… AdditionalProperties:map[]}")
	equal(t, "%#v", fmt.Sprintf("%#v", *api.NewCredentials("a", secret)), `api.Credentials{Email:"a", Password:"…"}`)
	equal(t, "nil", (*api.Session)(nil), "<nil>")
}
