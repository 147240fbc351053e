package customary

import (
	"context"
	"errors"

	"github.com/customary/customary/clients/go/api"
)

var errNoSession = errors.New("customary: there is no session that could be refreshed")

// A session is what one login began. The caller's mutex guards it.
type session struct {
	access string
	// "" where there is none, or it was sent: the server ends a session whose refresh token comes a second time.
	refresh string
	// nil while there is none.
	renewal *renewal
}

// A renewal is an exchange of tokens that is under way. err may be read when done is closed.
type renewal struct {
	done chan struct{}
	err  error
}

// begin makes this the session; nil ends what there is.
func (c *caller) begin(s *session) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.session = s
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
// are exchanged once.
func (c *caller) renew(ctx context.Context, s *session, used string) (string, error) {
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
		go c.swap(s, s.renewal, s.refresh)
		s.refresh = ""
	}
	r := s.renewal
	c.mutex.Unlock()

	select {
	case <-r.done:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if r.err != nil {
		return "", r.err
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return s.access, nil
}

// swap sends the refresh token, once. Unless it gets new tokens, the session has ended.
func (c *caller) swap(s *session, r *renewal, refresh string) {
	tokens, err := api.NewGroups(onceCaller{c}).Sessions.RefreshSession(context.Background(), api.NewSessionRefresh(refresh))

	c.mutex.Lock()
	defer c.mutex.Unlock()
	switch {
	case err == nil:
		s.access, s.refresh = tokens.AccessToken, tokens.RefreshToken
	case c.session == s:
		c.session = nil
	}
	s.renewal, r.err = nil, err
	close(r.done)
}
