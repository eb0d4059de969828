package transport

import "sync"

// queue hands exchanges to one worker at a time. The worker lives as long as there is work, so that a Transport which
// nobody closes leaves nothing behind.
type queue struct {
	room int
	work func(*passage)

	mu      sync.Mutex
	idle    *sync.Cond
	waiting []*passage
	working bool
	closed  bool
}

func newQueue(room int, work func(*passage)) *queue {
	q := &queue{room: room, work: work}
	q.idle = sync.NewCond(&q.mu)
	return q
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
	if q.closed || len(q.waiting) >= q.room {
		return false
	}
	q.waiting = append(q.waiting, p)
	if !q.working {
		q.working = true
		go q.run()
	}
	return true
}

func (q *queue) run() {
	finished := false
	defer func() {
		if !finished { // runtime.Goexit, such as t.FailNow in a callback, has ended this goroutine and not the work
			go q.run()
		}
	}()
	for p := q.next(); p != nil; p = q.next() {
		q.work(p)
	}
	finished = true
}

// next takes the first exchange out, or ends the worker.
func (q *queue) next() *passage {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		q.working, q.waiting = false, nil
		q.idle.Broadcast()
		return nil
	}
	p := q.waiting[0]
	q.waiting[0] = nil
	q.waiting = q.waiting[1:]
	return p
}

// close takes no more exchanges and waits for the worker.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	for q.working {
		q.idle.Wait()
	}
}
