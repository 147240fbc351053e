package customary

import (
	"context"
	"errors"
	"net/http"

	"github.com/customary/customary/clients/go/api"
)

var errNoSession = errors.New("customary: there is no session that could be refreshed")

// A session is what one login began. The caller's mutex guards it.
type session struct {
	access  string
	refresh string // "" where there is none
	// nil while there is none.
	renewal *renewal
}

// A renewal is an exchange of tokens that is under way. What else it has may be read when done is closed.
type renewal struct {
	done  chan struct{}
	spent patience // because the server was busy
	err   error
}

// begin makes this the session, in place of what there is.
func (c *caller) begin(s *session) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.session = s
}

// end forgets a session, unless another one has begun meanwhile.
func (c *caller) end(s *session) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.session == s {
		c.session = nil
	}
}

// current is the session, nil if there is none, and its access token.
func (c *caller) current() (*session, string) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.session == nil {
		return nil, ""
	}
	return c.session, c.session.access
}

// renew gives another access token for the session than the one that was used. However many calls ask for it, the tokens
// are exchanged once, with the patience of the first; what that took of it is taken from that of each.
func (c *caller) renew(ctx context.Context, patience *patience, s *session, used string) (string, error) {
	c.mutex.Lock()
	if s == nil || s != c.session {
		c.mutex.Unlock()
		return "", errNoSession
	}
	if s.access != used {
		defer c.mutex.Unlock()
		return s.access, nil
	}
	if s.renewal == nil {
		if s.refresh == "" {
			c.mutex.Unlock()
			return "", errNoSession
		}
		s.renewal = &renewal{done: make(chan struct{})}
		// It goes on where the call that began it is given up: others may wait for it, and its tokens would be lost.
		go c.swap(s, s.renewal, *patience)
	}
	r := s.renewal
	c.mutex.Unlock()

	select {
	case <-r.done:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	patience.spend(r.spent)
	if r.err != nil {
		return "", r.err
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return s.access, nil
}

// swap exchanges the refresh token. The session has ended if the server refuses it; after any other failure it may
// still hold. If the server did take it and the answer was lost, it refuses it the next time.
func (c *caller) swap(s *session, r *renewal, patience patience) {
	given := patience
	groups := api.NewGroups(patientCaller{caller: c, patience: &patience})
	tokens, err := groups.Sessions.RefreshSession(context.Background(), api.NewSessionRefresh(s.refresh))

	c.mutex.Lock()
	defer c.mutex.Unlock()
	switch {
	case err == nil:
		s.access, s.refresh = tokens.AccessToken, tokens.RefreshToken
	case isRefused(err) && c.session == s:
		c.session = nil
	}
	given.spend(patience)
	s.renewal, r.spent, r.err = nil, given, err
	close(r.done)
}

// isRefused is whether a renewal failed because the session is over.
func isRefused(err error) bool {
	var problem *ProblemError
	refused := errors.As(err, &problem) && problem.Status < 500 &&
		problem.Status != http.StatusRequestTimeout && problem.Status != http.StatusTooManyRequests
	return refused || errors.Is(err, errNoSession)
}
