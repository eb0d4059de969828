package emulator

import (
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// door is what a server listens at. While it is shut, connections are refused.
type door struct {
	addr         net.Addr
	reopenWithin time.Duration // how long it tries to get its port back
	keepAlive    func(bool)    // for the connections that are open

	mu       sync.Mutex
	listener net.Listener  // nil while shut
	pause    time.Duration // how long it is to be shut
	release  func()        // gives up the port while shut
}

// shut refuses connections for a time, unless it does so already.
func (d *door) shut(pause time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.listener == nil {
		return
	}
	_ = d.listener.Close()
	d.listener, d.pause, d.release = nil, pause, hold(d.addr)
	d.keepAlive(false)
}

// isShut is false for a door that does not exist.
func (d *door) isShut() bool {
	if d == nil {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.listener == nil
}

// serve listens until the server stops, and again after each time in which the door was shut.
func (s *Server) serve(listener net.Listener, on func(net.Listener) error) error {
	for {
		err := on(listener)
		if !s.door.isShut() {
			return err
		}
		if listener, err = s.door.reopen(s.stopped); err != nil {
			return err
		}
	}
}

// reopen listens again after the pause. Where something else has taken the port, it tries for a while.
func (d *door) reopen(stopped <-chan struct{}) (net.Listener, error) {
	defer d.release()
	wait := d.pause
	for deadline := time.Now().Add(wait + d.reopenWithin); ; wait = 10 * time.Millisecond {
		select {
		case <-stopped:
			return nil, http.ErrServerClosed
		case <-time.After(wait):
		}
		listener, err := net.Listen(d.addr.Network(), d.addr.String())
		switch {
		case err == nil:
			d.mu.Lock()
			defer d.mu.Unlock()
			d.keepAlive(true)
			d.listener = listener
			return listener, nil
		case time.Now().After(deadline):
			return nil, fmt.Errorf("cannot listen again after the fault %s: %w", FaultConnectionRefused, err)
		}
	}
}

// hold keeps a port from being given to somebody else while nobody listens on it: a connection from it to nowhere does.
// Where that does not work the port is free for a while, and reopen may have to try more than once.
func hold(addr net.Addr) (release func()) {
	nowhere, err := net.ListenTCP("tcp", &net.TCPAddr{IP: addr.(*net.TCPAddr).IP})
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
		_ = conn.(*net.TCPConn).SetLinger(0)
		_ = conn.Close()
		_ = nowhere.Close()
	}
}
