package fleet_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/fleet"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
	"github.com/iyzipayout/iyzipayout/signing"
)

// orders are what a worker process is told.
type orders struct {
	DSN, URL, APIKey, SecretKey             string
	Workers                                 int
	Timeout, Resend, JobTime, First, Second time.Duration
}

// workFor is a worker process: it works until it is killed, or standard input ends.
func workFor(text string) {
	var o orders
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		panic(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	go func() { _, _ = io.Copy(io.Discard, os.Stdin); stop() }()
	for ctx.Err() == nil { // a database that is cut off at the start
		if err := o.work(ctx); err != nil && ctx.Err() == nil {
			fmt.Println("begins again:", err)
			time.Sleep(100 * time.Millisecond)
		}
	}
}

func (o orders) work(ctx context.Context) error {
	credentials, err := signing.NewCredentials(o.APIKey, o.SecretKey)
	if err != nil {
		return err
	}
	client, err := payout.New(credentials, payout.WithBaseURL(o.URL), payout.WithTimeout(o.Timeout),
		payout.WithRetries(payout.RetryPolicy{First: 5 * time.Millisecond, Most: 50 * time.Millisecond}))
	if err != nil {
		return err
	}
	db, err := fleet.Open(ctx, o.DSN)
	if err != nil {
		return err
	}
	defer db.Close()
	queue, err := fleet.NewQueue(ctx, db, client.Environment())
	if err != nil {
		return err
	}
	defer queue.Close()
	return queue.Work(ctx, client, fleet.WithWorkers(o.Workers), fleet.WithLooks(o.First, 20*o.First), fleet.WithJobTime(o.JobTime),
		fleet.WithRunner(runner.WithSecondLook(o.Second), runner.WithResendAfter(o.Resend)), fleet.WithLogger(slog.New(slog.DiscardHandler)),
		fleet.WithOnSettled(func(_ context.Context, told fleet.Told) error {
			fmt.Println("told", told.Key, told.Line.Item.ExternalID, told.Line.State)
			return nil
		}))
}

// crew is worker processes, and what they told.
type crew struct {
	t      *testing.T
	orders orders
	told   map[string][]string // keys by line
	mu     sync.Mutex
	all    []*process
}

type process struct {
	*exec.Cmd
	in   io.Closer
	over chan struct{}
}

func (c *crew) start() {
	c.t.Helper()
	text, err := json.Marshal(c.orders)
	require.NoError(c.t, err)
	p := &process{Cmd: exec.Command(os.Args[0]), over: make(chan struct{})}
	p.Env = append(os.Environ(), "FLEET_TEST_WORK="+string(text))
	p.Stderr = os.Stderr
	p.in, err = p.StdinPipe()
	require.NoError(c.t, err)
	out, err := p.StdoutPipe()
	require.NoError(c.t, err)
	require.NoError(c.t, p.Start())
	c.all = append(c.all, p)
	go func() {
		defer close(p.over)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var key, line, state string
			if n, _ := fmt.Sscanf(lines.Text(), "told %s %s %s", &key, &line, &state); n == 3 {
				c.mu.Lock()
				c.told[line] = append(c.told[line], key)
				c.mu.Unlock()
			}
		}
		_ = p.Wait()
	}()
}

// kill kills one of them, and starts another.
func (c *crew) kill() {
	c.t.Helper()
	at := rand.IntN(len(c.all))
	p := c.all[at]
	c.all = append(c.all[:at], c.all[at+1:]...)
	require.NoError(c.t, p.Process.Kill())
	<-p.over
	c.start()
}

// stop lets them end as a signal does.
func (c *crew) stop() {
	for _, p := range c.all {
		_ = p.in.Close()
	}
	for _, p := range c.all {
		select {
		case <-p.over:
		case <-time.After(30 * time.Second):
			assert.Fail(c.t, "a worker does not stop")
			_ = p.Process.Kill()
			<-p.over
		}
	}
}

// wire is a TCP proxy whose connections can be cut.
type wire struct {
	net.Listener
	target string
	mu     sync.Mutex
	open   map[*net.TCPConn]bool
	cuts   int
}

func newWire(t *testing.T, target string) *wire {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	w := &wire{Listener: listener, target: target, open: map[*net.TCPConn]bool{}}
	t.Cleanup(func() { _ = listener.Close(); w.cut(1) })
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", target)
			if err != nil {
				_ = near.Close()
				continue
			}
			w.join(near.(*net.TCPConn), far.(*net.TCPConn))
		}
	}()
	return w
}

func (w *wire) join(near, far *net.TCPConn) {
	w.mu.Lock()
	w.open[near], w.open[far] = true, true
	w.mu.Unlock()
	pass := func(from, to *net.TCPConn) {
		_, _ = io.Copy(to, from)
		_, _ = near.Close(), far.Close()
		w.mu.Lock()
		delete(w.open, near)
		delete(w.open, far)
		w.mu.Unlock()
	}
	go pass(near, far)
	go pass(far, near)
}

// cut breaks a share of the connections by a reset, in the middle of whatever they are doing.
func (w *wire) cut(share float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for conn := range w.open {
		if rand.Float64() < share {
			w.cuts++
			_ = conn.SetLinger(0)
			_ = conn.Close()
		}
	}
}
