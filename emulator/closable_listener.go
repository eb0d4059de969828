package emulator

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// closableListener is a TCP listener that can be closed for a time, in which connections are refused.
type closableListener struct {
	addr         net.Addr
	shutting     func(bool)    // told that the listener is shut, or is about to open; without the lock
	reopenWithin time.Duration // how long it tries to get its port back

	mu       sync.Mutex
	changed  *sync.Cond
	listener net.Listener // nil while shut
	release  func()       // gives up the port while shut
	err      error        // why it is closed for good
}

func newClosableListener(listener net.Listener) *closableListener {
	g := &closableListener{addr: listener.Addr(), shutting: func(bool) {}, reopenWithin: 10 * time.Second, listener: listener, release: func() {}}
	g.changed = sync.NewCond(&g.mu)
	return g
}

// shut refuses connections for d, unless it does so already.
func (g *closableListener) shut(d time.Duration) {
	if !g.closeListener() {
		return
	}
	g.shutting(true)
	time.AfterFunc(d, func() { g.open(time.Now().Add(g.reopenWithin)) })
}

func (g *closableListener) closeListener() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.listener == nil || g.err != nil {
		return false
	}
	_ = g.listener.Close()
	g.listener, g.release = nil, hold(g.addr)
	return true
}

// isShut is false for a listener that does not exist.
func (g *closableListener) isShut() bool {
	if g == nil {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.listener == nil
}

// open listens again. Where something else has taken the port, it tries until the deadline.
func (g *closableListener) open(deadline time.Time) {
	listener, err := net.Listen(g.addr.Network(), g.addr.String())
	if err != nil {
		if time.Now().Before(deadline) && !g.isClosed() {
			time.AfterFunc(10*time.Millisecond, func() { g.open(deadline) })
			return
		}
		err = fmt.Errorf("cannot listen again after the fault %s: %w", FaultConnectionRefused, err)
	}
	g.shutting(false) // before the listener is open, when it could be shut once more
	g.opened(listener, err)
}

func (g *closableListener) opened(listener net.Listener, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.err != nil && listener != nil: // closed for good in the meantime
		_ = listener.Close()
	case g.err == nil:
		g.listener, g.err = listener, err
	}
	g.release()
	g.changed.Broadcast()
}

func (g *closableListener) isClosed() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.err != nil
}

// Accept waits for a connection, for as long as the listener is shut, too.
func (g *closableListener) Accept() (net.Conn, error) {
	for {
		listener, err := g.current()
		if err != nil {
			return nil, err
		}
		conn, err := listener.Accept()
		if err == nil || !g.isShutOf(listener) {
			return conn, err
		}
	}
}

// current is the listener of now, or of the time when the listener is open again.
func (g *closableListener) current() (net.Listener, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.listener == nil && g.err == nil {
		g.changed.Wait()
	}
	return g.listener, g.err
}

// isShutOf reports that a listener is closed because the listener was shut.
func (g *closableListener) isShutOf(listener net.Listener) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.listener != listener
}

// Close closes the listener for good.
func (g *closableListener) Close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if errors.Is(g.err, net.ErrClosed) {
		return nil
	}
	listener := g.listener
	g.err = net.ErrClosed
	g.release()
	g.changed.Broadcast()
	if listener == nil {
		return nil
	}
	return listener.Close()
}

// Addr is the address, open or shut.
func (g *closableListener) Addr() net.Addr { return g.addr }

// hold keeps a port from being given to somebody else while nobody listens on it: a connection from it to nowhere does.
// Where that does not work the port is free for a while, and open may have to try more than once.
func hold(addr net.Addr) (release func()) {
	host, _, err := net.SplitHostPort(addr.String())
	if err != nil {
		return func() {}
	}
	nowhere, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return func() {}
	}
	dialer := net.Dialer{LocalAddr: addr, Control: reuseAddress, Timeout: time.Second}
	conn, err := dialer.Dial("tcp", nowhere.Addr().String())
	if err != nil {
		_ = nowhere.Close()
		return func() {}
	}
	return func() {
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
		_ = nowhere.Close()
	}
}
