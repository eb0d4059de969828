package transport

import "sync"

// queue works on exchanges one at a time, in their order. Nothing of it lives longer than the work, so that a Transport which
// nobody closes leaves nothing behind.
type queue struct {
	room int
	work func(*passage)

	mu      sync.Mutex
	waiting int
	last    chan struct{} // closed once there is no work left; nil before there was any
	closed  bool
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
	before, done := q.last, make(chan struct{})
	q.waiting, q.last = q.waiting+1, done
	go func() {
		defer close(done) // also where a callback ends the goroutine, as t.FailNow does
		if before != nil {
			<-before
		}
		q.mu.Lock()
		q.waiting--
		q.mu.Unlock()
		q.work(p)
	}()
	return true
}

// close takes no more exchanges and waits for those that are there.
func (q *queue) close() {
	q.mu.Lock()
	q.closed = true
	last := q.last
	q.mu.Unlock()
	if last != nil {
		<-last
	}
}
