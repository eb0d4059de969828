package transport

import "sync"

// queue works on exchanges one at a time. Nothing of it lives longer than the work, so that a Transport which nobody closes
// leaves nothing behind.
type queue struct {
	room int
	work func(*passage)

	mu      sync.Mutex
	waiting int
	closed  bool
	turn    sync.Mutex // of the exchange that is worked on
	running sync.WaitGroup
}

func (q *queue) open() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return !q.closed
}

// add queues an exchange, or reports that there is no room or that the queue is closed.
func (q *queue) add(p *passage) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || q.waiting >= q.room {
		return false
	}
	q.waiting++
	q.running.Go(func() {
		q.turn.Lock()
		defer q.turn.Unlock() // also where a callback ends the goroutine, as t.FailNow does
		q.mu.Lock()
		q.waiting--
		q.mu.Unlock()
		q.work(p)
	})
	return true
}

// close takes no more exchanges and waits for those that are there.
func (q *queue) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.running.Wait()
}
