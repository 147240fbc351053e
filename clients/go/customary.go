// Package customary is a client of Customary, a customer management service.
//
// A [Client] has the service's operations, by the tags of its OpenAPI document. It keeps the session that [Client.Login]
// begins, refreshes it when the access token has expired, and tries again what the server was too busy for. What the
// operations take and give is in package api, which is generated from the document; this package is written by hand.
//
// An answer that is a problem (RFC 9457) is a [ProblemError], any other answer that is not what the document says an
// [UnexpectedResponseError]. A request without an answer fails with the error of package net/http, which names the cause.
package customary

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/customary/customary/clients/go/api"
)

// A Client talks to one server. It can be used by several goroutines at once.
type Client struct {
	api.Groups
	caller *caller
}

// An Option changes how a Client works.
type Option func(*caller)

// WithTimeout sets how long one request may take, until its answer has been read: 30 seconds unless this option is given.
// 0 is without a limit. A call takes longer where it is tried again or refreshes the session.
func WithTimeout(timeout time.Duration) Option {
	return func(c *caller) { c.timeout = timeout }
}

// WithRetries sets how often a call is tried again that was answered with 429 or 503 and a Retry-After: 2 times unless
// this option is given.
func WithRetries(retries int) Option {
	return func(c *caller) { c.retries = retries }
}

// WithMaxWait sets how long one call waits at most, in all, to be tried again: 60 seconds unless this option is given.
// Where the server asks for more, the call fails without waiting.
func WithMaxWait(wait time.Duration) Option {
	return func(c *caller) { c.maxWait = wait }
}

// WithAccessToken is for who has an access token from elsewhere. It is sent until a login replaces it, and not refreshed.
func WithAccessToken(token string) Option {
	return func(c *caller) { c.session = &session{access: token} }
}

// WithTransport sets what sends the requests, where [http.DefaultTransport] does not do: for certificates of one's own,
// for instance.
func WithTransport(transport http.RoundTripper) Option {
	return func(c *caller) { c.http.Transport = transport }
}

// New makes a client of the server at baseURL, which may end with a path that goes before those of the document. It
// sends nothing yet. Where baseURL is no URL of a server, or has a user's name or password, the client never sends
// anything, and each call says so.
func New(baseURL string, options ...Option) *Client {
	c := &caller{
		timeout: 30 * time.Second,
		retries: 2,
		maxWait: 60 * time.Second,
	}
	if c.baseError = checkBase(baseURL); c.baseError == nil {
		c.base = strings.TrimRight(baseURL, "/")
	}
	// The server redirects nobody. Something before it might, and would make a GET of a POST.
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for _, option := range options {
		option(c)
	}
	return &Client{Groups: api.NewGroups(c), caller: c}
}

func checkBase(baseURL string) error {
	parsed, err := url.Parse(baseURL)
	if err == nil && (parsed.Scheme == "http" || parsed.Scheme == "https") && parsed.Host != "" && parsed.User == nil &&
		parsed.RawQuery == "" && !parsed.ForceQuery && parsed.Fragment == "" {
		return nil
	}
	shown := ""
	if !strings.Contains(baseURL, "@") { // There may be a password before it.
		shown = fmt.Sprintf(", and is %q", baseURL)
	}
	return fmt.Errorf("customary: the server's URL must be like http://127.0.0.1:8000, without a user%s", shown)
}

// String names the server. It has no tokens.
func (c *Client) String() string {
	return "customary.Client of " + c.caller.base
}

// Login begins a session, in place of the one that there might be. Where it fails, that one goes on.
func (c *Client) Login(ctx context.Context, email, password string) error {
	tokens, err := c.Sessions.Login(ctx, api.NewCredentials(email, password))
	if err != nil {
		return err
	}
	c.caller.begin(&session{access: tokens.AccessToken, refresh: tokens.RefreshToken})
	return nil
}

// Logout ends the session and forgets its tokens, but not those of a session that begins meanwhile. Where it fails, they
// are kept, so that it can be tried again.
func (c *Client) Logout(ctx context.Context) error {
	session, access := c.caller.current()
	err := api.NewGroups(sessionCaller{c.caller, session, access}).Sessions.Logout(ctx)
	var problem *ProblemError
	if errors.As(err, &problem) && problem.Status == http.StatusUnauthorized {
		err = nil // There was no session, or it had ended.
	}
	if err == nil {
		c.caller.end(session)
	}
	return err
}

// Refresh exchanges the tokens of the session for new ones, which is otherwise done when the access token has expired.
// Where the server refuses that, the session has ended; where it fails otherwise, it can be tried again.
func (c *Client) Refresh(ctx context.Context) error {
	session, access := c.caller.current()
	patience := patience{retries: c.caller.retries, wait: c.caller.maxWait}
	_, err := c.caller.renew(ctx, &patience, session, access)
	return err
}

// AccessToken is the one that is sent now, or "" if there is none.
func (c *Client) AccessToken() string {
	_, access := c.caller.current()
	return access
}
