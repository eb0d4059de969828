package emulator

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// TB is what [Start] needs of a *testing.T, *testing.B or *testing.F. Package testing itself is not imported, so that it
// does not get into programs.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Server is an emulator that listens on loopback.
type Server struct {
	*Emulator
	http        *http.Server
	client      *http.Client
	url         string
	certificate []byte // DER; nil without TLS
	done        chan error
}

// Start serves an emulator on 127.0.0.1, on a free port, until the test ends. Its pace is [TestPace].
func Start(tb TB, opts ...Option) *Server {
	tb.Helper()
	s, err := Listen("127.0.0.1:0", append([]Option{WithPace(TestPace())}, opts...)...)
	if err != nil {
		tb.Fatalf("%v", err)
		return nil
	}
	tb.Cleanup(func() { _ = s.Close() })
	return s
}

// Listen serves an emulator on addr, such as 127.0.0.1:8080; port 0 finds a free one. The host must be a loopback
// address or localhost, unless [WithHosts] is given: the emulator says yes to everybody who knows its keys, and these are published. A
// header may take 10 seconds and have 64 KiB, a body a minute; a connection may be idle for two minutes.
func Listen(addr string, opts ...Option) (*Server, error) {
	e, err := New(opts...)
	if err != nil {
		return nil, err
	}
	listener, err := e.listen(addr)
	if err != nil {
		return nil, errors.Join(err, e.Close())
	}
	s := &Server{Emulator: e, done: make(chan error, 1)}
	s.http = &http.Server{
		Handler:           e,
		ReadHeaderTimeout: 10 * time.Second,
		MaxHeaderBytes:    64 << 10,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
	trusted, err := s.secure(listener)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("emulator: make a certificate: %w", err), listener.Close(), e.Close())
	}
	transport := &http.Transport{TLSClientConfig: trusted, ForceAttemptHTTP2: true}
	s.client = &http.Client{Transport: transport}
	s.url = "http://" + listener.Addr().String()
	e.door = &door{
		addr: listener.Addr(), listener: listener, reopenWithin: 10 * time.Second, keepAlive: s.http.SetKeepAlivesEnabled, stopped: e.stopped,
	}
	e.followPlan()
	serve := s.http.Serve
	if trusted != nil {
		s.url = "https://" + listener.Addr().String()
		serve = func(l net.Listener) error { return s.http.ServeTLS(l, "", "") }
	}
	go func() { s.done <- s.serve(listener, serve) }()
	return s, nil
}

// secure gives the server a certificate if WithTLS was given, and returns what a client needs to trust it, or else nil.
func (s *Server) secure(listener net.Listener) (*tls.Config, error) {
	if !s.settings.tls {
		return nil, nil
	}
	certificate, err := newCertificate(listener.Addr().(*net.TCPAddr).IP)
	if err != nil {
		return nil, err
	}
	s.certificate = certificate.Leaf.Raw
	s.http.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	roots := x509.NewCertPool()
	roots.AddCert(certificate.Leaf)
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, nil
}

func (e *Emulator) listen(addr string) (net.Listener, error) {
	if len(e.settings.hosts) == 0 {
		var err error
		if addr, err = loopback(addr); err != nil {
			return nil, err
		}
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	return listener, nil
}

func loopback(addr string) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("emulator: the address must be host:port, such as 127.0.0.1:8080: %w", err)
	}
	if !isLoopback(host) {
		return "", fmt.Errorf("emulator: the host %q is not loopback: use 127.0.0.1, ::1 or localhost", host)
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}

// URL is where the server listens: a base URL without a path.
func (s *Server) URL() string { return s.url }

// Client is an HTTP client that trusts the server's certificate.
func (s *Server) Client() *http.Client { return s.client }

// Shutdown stops to listen and waits for the calls under way, or until ctx ends. Calls that a fault keeps waiting are cut
// off.
func (s *Server) Shutdown(ctx context.Context) error {
	s.stop()
	s.client.CloseIdleConnections()
	return s.ended(errors.Join(s.http.Shutdown(ctx), s.Emulator.Close()))
}

// Close stops at once.
func (s *Server) Close() error {
	s.stop()
	s.client.CloseIdleConnections()
	return s.ended(errors.Join(s.http.Close(), s.Emulator.Close()))
}

// ended joins the error of stopping with the one that serving ended with before, if any.
func (s *Server) ended(err error) error {
	served := <-s.done
	s.done <- served // for whoever stops it once more
	if errors.Is(served, http.ErrServerClosed) {
		served = nil
	}
	if err = errors.Join(err, served); err != nil {
		return fmt.Errorf("emulator: %w", err)
	}
	return nil
}
