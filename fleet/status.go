package fleet

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Status is what a [Queue] holds.
type Status struct {
	Counts []Count `json:"counts"` // one for each stage that there is
	// Stuck are payouts that are not over and need a look: those that fail, have lost their job, wait for balance, or wait for a worker longer
	// than a minute. The oldest come first, at most as many as were asked for.
	Stuck []Stuck `json:"stuck"`
}

// Count counts the payouts of a stage, and their lines by what was told of them.
type Count struct {
	Stage   Stage `json:"stage"`
	Payouts int   `json:"payouts"`
	Lines   int   `json:"lines"`
	Paid    int   `json:"paid"`
	NotPaid int   `json:"notPaid"`
}

// Stuck is a payout that is not over and needs a look.
type Stuck struct {
	ExternalID string    `json:"externalId"`
	Period     string    `json:"period,omitempty"`
	Stage      Stage     `json:"stage"`
	Lines      int       `json:"lines"`
	Paid       int       `json:"paid"`
	NotPaid    int       `json:"notPaid"`
	Added      time.Time `json:"added"`
	Tried      time.Time `json:"tried,omitzero"` // the end of its last turn; zero for none
	Next       time.Time `json:"next,omitzero"`  // its next turn; zero where it has none, or has one right now
	Reason     string    `json:"reason"`         // why it goes on no further for now, without personal data
	Advice     string    `json:"advice"`         // what to do about it
}

// lateAfter is how long a payout whose turn it is waits for a worker that there is.
const lateAfter = time.Minute

// Status counts payouts and tells which of them, at most so many, need a look. Nobody is asked, and nothing is locked.
func (q *Queue) Status(ctx context.Context, most int) (*Status, error) {
	s := &Status{Counts: []Count{}}
	rows, err := q.db.db.QueryContext(ctx, `SELECT stage, COUNT(*), SUM(lines), SUM(paid), SUM(not_paid)
		FROM `+q.prefix+`iyzipayout_payout WHERE queue = $1 GROUP BY stage ORDER BY stage`, q.name)
	if err != nil {
		return nil, fmt.Errorf("fleet: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c Count
		if err := rows.Scan(&c.Stage, &c.Payouts, &c.Lines, &c.Paid, &c.NotPaid); err != nil {
			return nil, fmt.Errorf("fleet: %w", err)
		}
		s.Counts = append(s.Counts, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("fleet: %w", err)
	}
	s.Stuck, err = q.stuck(ctx, most)
	return s, err
}

// Idle reports whether nothing is left that goes on by itself: each payout is over, is [StageBlocked] by a turn since that time, or has lost its job.
// One that waits for the bank, or whose last turn failed for a cause that may pass, is left. Of several machines the clocks are compared.
func (q *Queue) Idle(ctx context.Context, since time.Time) (idle bool, err error) {
	err = q.db.db.QueryRowContext(ctx, `SELECT COUNT(*) = 0
		FROM `+q.prefix+`iyzipayout_payout p JOIN `+q.prefix+`river_job j ON j.id = p.job AND j.state NOT IN ('cancelled', 'completed', 'discarded')
		WHERE p.queue = $1 AND p.ended IS NULL AND NOT (p.stage = $2 AND p.tried >= $3 AND j.state <> 'running')`,
		q.name, string(StageBlocked), since.UnixNano()).Scan(&idle)
	if err != nil {
		return false, fmt.Errorf("fleet: %w", err)
	}
	return idle, nil
}

func (q *Queue) stuck(ctx context.Context, most int) (all []Stuck, err error) {
	late := time.Now().Add(-lateAfter)
	rows, err := q.db.db.QueryContext(ctx, `SELECT p.payout, p.period, p.stage, p.lines, p.paid, p.not_paid, p.added, p.tried, p.reason, p.advice, j.state, j.scheduled_at
		FROM `+q.prefix+`iyzipayout_payout p LEFT JOIN `+q.prefix+`river_job j ON j.id = p.job AND j.state NOT IN ('cancelled', 'completed', 'discarded')
		WHERE p.queue = $1 AND p.ended IS NULL AND (p.reason <> '' OR j.id IS NULL OR j.state = 'available' AND p.added < $2)
		ORDER BY p.added LIMIT $3`, q.name, late.UnixNano(), most)
	if err != nil {
		return nil, fmt.Errorf("fleet: %w", err)
	}
	defer rows.Close()
	all = []Stuck{}
	for rows.Next() {
		var o Stuck
		var id, period []byte
		var added int64
		var tried sql.NullInt64
		var state sql.NullString
		var next moment
		if err := rows.Scan(&id, &period, &o.Stage, &o.Lines, &o.Paid, &o.NotPaid, &added, &tried, &o.Reason, &o.Advice, &state, &next); err != nil {
			return nil, fmt.Errorf("fleet: %w", err)
		}
		o.ExternalID, o.Period, o.Added = string(id), string(period), time.Unix(0, added).UTC()
		if tried.Valid {
			o.Tried = time.Unix(0, tried.Int64).UTC()
		}
		switch {
		case !state.Valid:
			o.Reason, o.Advice = cmp.Or(o.Reason, "it has lost its job"), "enqueue the same lines again: it gets a job and goes on"
		case state.String == "available" && next.Before(late):
			o.Reason, o.Advice = cmp.Or(o.Reason, "no worker takes it"), "start workers, or more of them (iyzipayout fleet work)"
		case state.String != "running":
			o.Next = next.Time
		}
		if o.Reason != "" {
			all = append(all, o)
		}
	}
	return all, rows.Err()
}

// moment is a time of River's: PostgreSQL has a type for it, and SQLite a text.
type moment struct{ time.Time }

// Scan reads it.
func (m *moment) Scan(value any) (err error) {
	switch v := value.(type) {
	case time.Time:
		m.Time = v.UTC()
	case string:
		m.Time, err = time.Parse("2006-01-02 15:04:05.999999999", v)
	case []byte:
		m.Time, err = time.Parse("2006-01-02 15:04:05.999999999", string(v))
	}
	return err
}
