package emulator_test

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/payout"
)

// fakeT records what Start does to a test.
type fakeT struct {
	cleanups []func()
	fatal    string
}

func (f *fakeT) Helper()                           {}
func (f *fakeT) Cleanup(c func())                  { f.cleanups = append(f.cleanups, c) }
func (f *fakeT) Fatalf(format string, args ...any) { f.fatal = fmt.Sprintf(format, args...) }

func client(t *testing.T, srv *emulator.Server) *payout.Client {
	t.Helper()
	c, err := payout.New(srv.Credentials(), payout.WithBaseURL(srv.URL()), payout.WithHTTPClient(srv.Client()), payout.WithoutRetries())
	require.NoError(t, err)
	return c
}

func TestStartClosesItself(t *testing.T) {
	t.Parallel()
	f := &fakeT{}
	srv := emulator.Start(f)
	require.Regexp(t, `^http://127\.0\.0\.1:\d+$`, srv.URL())
	c := client(t, srv)
	_, err := c.Balance(t.Context())
	require.NoError(t, err)
	for _, cleanup := range f.cleanups {
		cleanup()
	}
	_, err = c.Balance(t.Context())
	assert.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err), "nobody listens any more: %v", err)
	require.NoError(t, srv.Close(), "closing twice does no harm")
}

func TestStartFailsTheTest(t *testing.T) {
	t.Parallel()
	f := &fakeT{}
	assert.Nil(t, emulator.Start(f, emulator.Behaviour{BodyLimit: -1}))
	assert.Equal(t, "emulator: bodyLimit: must be greater than 0", f.fatal)
	assert.Empty(t, f.cleanups)
}

func TestTLS(t *testing.T) {
	t.Parallel()
	srv := emulator.Start(t, emulator.WithTLS())
	require.True(t, strings.HasPrefix(srv.URL(), "https://127.0.0.1:"))
	_, err := client(t, srv).Balance(t.Context())
	require.NoError(t, err)

	_, err = http.Get(srv.URL())
	var unknown x509.UnknownAuthorityError
	require.ErrorAs(t, err, &unknown, "nobody else trusts the certificate")

	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(srv.CertificatePEM()))
	assert.Nil(t, emulator.Start(t).CertificatePEM())
}

func TestListenOnLoopbackOnly(t *testing.T) {
	t.Parallel()
	for addr, says := range map[string]string{
		":8080":              `the host "" is not loopback: use 127.0.0.1, ::1 or localhost`,
		"0.0.0.0:0":          `the host "0.0.0.0" is not loopback`,
		"[::]:0":             `the host "::" is not loopback`,
		"192.168.1.2:0":      `the host "192.168.1.2" is not loopback`,
		"api.iyzipay.com:80": `the host "api.iyzipay.com" is not loopback`,
		"127.0.0.1":          `the address must be host:port, such as 127.0.0.1:8080`,
		"127.0.0.1:none":     `emulator: listen`,
	} {
		_, err := emulator.Listen(addr)
		require.ErrorContains(t, err, says, addr)
	}
	for _, addr := range []string{"127.0.0.1:0", "localhost:0", "127.0.0.2:0"} {
		srv, err := emulator.Listen(addr, emulator.WithTLS())
		require.NoError(t, err, addr)
		_, err = client(t, srv).Balance(t.Context())
		require.NoError(t, err, addr)
		require.NoError(t, srv.Close())
	}
}

func TestListenOnATakenPort(t *testing.T) {
	t.Parallel()
	srv := emulator.Start(t)
	_, err := emulator.Listen(strings.TrimPrefix(srv.URL(), "http://"))
	require.ErrorContains(t, err, "address already in use")
}

func TestShutdown(t *testing.T) {
	t.Parallel()
	srv, err := emulator.Listen("127.0.0.1:0")
	require.NoError(t, err)
	c := client(t, srv)
	_, err = c.Balance(t.Context())
	require.NoError(t, err)
	require.NoError(t, srv.Shutdown(t.Context()))
	_, err = c.Balance(t.Context())
	require.Error(t, err)
	require.NoError(t, srv.Close())
}

// Shutdown does not wait longer than it is told to.
func TestShutdownGivesUp(t *testing.T) {
	t.Parallel()
	waiting, goOn := make(chan struct{}), make(chan struct{})
	ids := counted()
	srv, err := emulator.Listen("127.0.0.1:0", emulator.WithIDs(func() string {
		if waiting != nil {
			close(waiting)
			waiting = nil
			<-goOn
		}
		return ids()
	}))
	require.NoError(t, err)
	held := waiting
	answered := make(chan error)
	c := client(t, srv)
	go func() { // an init that hangs
		_, err := c.Init(context.Background(), payout.Batch{ExternalID: "x", Items: []payout.Item{payoutItem(t, "1", "pay")}})
		answered <- err
	}()
	<-held
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	assert.True(t, errors.Is(srv.Shutdown(ctx), context.DeadlineExceeded))
	close(goOn)
	require.NoError(t, <-answered)
	require.NoError(t, srv.Close())
}
