package customary

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/customary/customary/clients/go/api"
)

const userAgent = "customary-client-go/" + api.Version

// A caller sends what the generated operations ask for. All groups of a Client share it.
type caller struct {
	base      string // without a slash at its end
	baseError error  // why base is no URL
	http      http.Client
	timeout   time.Duration
	retries   int
	maxWait   time.Duration

	mutex   sync.Mutex
	session *session // nil while there is none
}

// Call implements api.Caller.
func (c *caller) Call(ctx context.Context, request *api.Request, answer interface{}) error {
	session, access := c.current()
	return c.callIn(ctx, session, access, request, answer)
}

// callIn sends a request in a session, with its access token where the request needs one.
func (c *caller) callIn(ctx context.Context, session *session, access string, request *api.Request, answer interface{}) error {
	patience := patience{retries: c.retries, wait: c.maxWait}
	if !request.Authenticated {
		return c.insist(ctx, &patience, request, "", answer)
	}
	err := c.insist(ctx, &patience, request, access, answer)
	if session == nil || !isExpired(err) {
		return err
	}
	renewed, failed := c.renew(ctx, &patience, session, access)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case isRefused(failed):
		return err
	case failed != nil:
		return failed
	}
	return c.insist(ctx, &patience, request, renewed, answer)
}

// A sessionCaller sends requests in one session, whether or not the caller has gone on to another.
type sessionCaller struct {
	caller  *caller
	session *session
	access  string
}

// Call implements api.Caller.
func (c sessionCaller) Call(ctx context.Context, request *api.Request, answer interface{}) error {
	return c.caller.callIn(ctx, c.session, c.access, request, answer)
}

// A patientCaller sends a request that needs no token.
type patientCaller struct {
	caller   *caller
	patience *patience
}

// Call implements api.Caller.
func (c patientCaller) Call(ctx context.Context, request *api.Request, answer interface{}) error {
	return c.caller.insist(ctx, c.patience, request, "", answer)
}

// Patience is what one call has left of tries, and of time to wait for them.
type patience struct {
	retries int
	wait    time.Duration
}

func (p *patience) spend(spent patience) {
	p.retries -= spent.retries
	p.wait -= spent.wait
}

// insist sends the request until the answer is another than "later", or patience ends.
func (c *caller) insist(ctx context.Context, patience *patience, request *api.Request, access string, answer interface{}) error {
	for {
		err := c.send(ctx, request, access, answer)
		wait, later := isLater(err)
		if !later || patience.retries <= 0 || patience.wait < wait {
			return err
		}
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < wait {
			return err
		}
		patience.retries--
		patience.wait -= wait
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

// send sends the request once, and reads the answer.
func (c *caller) send(ctx context.Context, request *api.Request, access string, answer interface{}) error {
	if c.baseError != nil {
		return c.baseError
	}
	limited := ctx
	if c.timeout > 0 {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeout(ctx, c.timeout)
		defer cancel()
	}
	response, body, err := c.exchange(limited, request, access)
	switch {
	case err == nil:
		return decode(request, response, body, answer)
	case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
		return fmt.Errorf("customary: no answer within %s: %w", c.timeout, err)
	default:
		return fmt.Errorf("customary: %w", err)
	}
}

// exchange is the answer, and the whole of its body.
func (c *caller) exchange(ctx context.Context, request *api.Request, access string) (*http.Response, []byte, error) {
	sent, err := c.prepare(ctx, request, access)
	if err != nil {
		return nil, nil, err
	}
	response, err := c.http.Do(sent)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, nil, fmt.Errorf("%s %s: the answer ended too early: %w", request.Method, request.Path, err)
	}
	return response, body, nil
}

func (c *caller) prepare(ctx context.Context, request *api.Request, access string) (*http.Request, error) {
	target := c.base + request.Path
	if len(request.Query) > 0 {
		target += "?" + request.Query.Encode()
	}
	var body io.Reader
	if request.MediaType != "" {
		encoded, err := json.Marshal(request.Body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(encoded)
	}
	sent, err := http.NewRequestWithContext(ctx, request.Method, target, body)
	if err != nil {
		return nil, err
	}
	sent.Header.Set("Accept", "application/json, application/problem+json")
	sent.Header.Set("User-Agent", userAgent)
	if body != nil {
		sent.Header.Set("Content-Type", request.MediaType)
	}
	if access != "" {
		sent.Header.Set("Authorization", "Bearer "+access)
	}
	return sent, nil
}
