package fleet

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/iyzipayout/iyzipayout/payout"
)

// Stage is how far a payout of a [Queue] is.
type Stage string

// The stages.
const (
	StageQueued   Stage = "queued"   // its first turn has not ended
	StageFailing  Stage = "failing"  // its last turn failed; the next one may not
	StageBlocked  Stage = "blocked"  // its last turn failed, and the next ones will, until somebody does something about it
	StageSettling Stage = "settling" // it is authorised, and lines have no outcome yet
	StageSettled  Stage = "settled"  // every line has its outcome
	StageCanceled Stage = "canceled" // nobody is paid by it
)

// What was told of a line.
const (
	notTold     = "-"
	toldPaid    = 'p'
	toldNotPaid = 'n'
)

// Told is a line whose outcome is known, see [WithOnSettled].
type Told struct {
	ExternalID string // of the payout
	Period     string
	// Key is the same whenever the same outcome of the same line is told, and never otherwise: whoever keeps it does nothing twice. A line
	// that was paid and comes back from the bank before its payout is over is told once more, as not paid, under another key.
	Key string
	// Line says by Free whether another payout may pay it, where it is not paid.
	Line payout.Line
}

// pending is a payout that has its turn.
type pending struct {
	batch      payout.Batch
	outcome    []byte
	authorised time.Time // when it was first seen to be
	ended      bool
}

// load reads what is to be paid.
func (q *Queue) load(ctx context.Context, id string) (*pending, error) {
	var queue string
	var period, text []byte
	var authorised, ended sql.NullInt64
	p := &pending{}
	err := q.db.db.QueryRowContext(ctx, `SELECT queue, period, batch, outcome, authorised, ended FROM `+q.prefix+`iyzipayout_payout WHERE payout = $1`, []byte(id)).
		Scan(&queue, &period, &text, &p.outcome, &authorised, &ended)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, fmt.Errorf("payout %s: %w", id, ErrNotInQueue)
	case err != nil:
		return nil, fmt.Errorf("fleet: %w", err)
	case queue != q.name:
		return nil, fmt.Errorf("payout %s: %w, but in that of another environment or merchant", id, ErrNotInQueue)
	}
	if p.ended = ended.Valid; p.ended {
		return p, nil
	}
	p.authorised = time.Now()
	if authorised.Valid {
		p.authorised = time.Unix(0, authorised.Int64)
	}
	p.batch, err = decode(text, string(period))
	if err == nil && (p.batch.ExternalID != id || len(p.batch.Items) != len(p.outcome)) {
		err = errors.New("fleet: it is about another payout")
	}
	if err != nil {
		return nil, fmt.Errorf("payout %s: %w", id, err)
	}
	return p, nil
}

// isOver reads whether a payout is over.
func (q *Queue) isOver(ctx context.Context, id string) (over bool, err error) {
	err = q.db.db.QueryRowContext(ctx, `SELECT ended IS NOT NULL FROM `+q.prefix+`iyzipayout_payout WHERE payout = $1`, []byte(id)).Scan(&over)
	return over, err
}

// tell tells the outcomes that were not told before, and writes down which were.
func (w *work) tell(ctx context.Context, p *pending, report *payout.Report) (err error) {
	if report == nil || len(report.Lines) != len(p.outcome) {
		return errors.New("fleet: the report is about other lines")
	}
	before := slices.Clone(p.outcome)
	for i, line := range report.Lines {
		mark := p.outcome[i]
		switch line.State {
		case payout.StatePaid:
			mark = toldPaid
		case payout.StateNotPaid:
			mark = toldNotPaid
		}
		if mark == p.outcome[i] {
			continue
		}
		if w.onSettled != nil && w.onSettled(ctx, told(p.batch, line)) != nil {
			// What it says may be about a person.
			err = fmt.Errorf("fleet: the function of WithOnSettled failed at line %d", i+1)
			break
		}
		p.outcome[i] = mark
		w.telemetry.settled(ctx, line.State)
	}
	if slices.Equal(before, p.outcome) {
		return err
	}
	_, writeErr := w.db.db.ExecContext(context.WithoutCancel(ctx),
		`UPDATE `+w.prefix+`iyzipayout_payout SET outcome = $1, paid = $2, not_paid = $3 WHERE payout = $4`,
		p.outcome, bytes.Count(p.outcome, []byte{toldPaid}), bytes.Count(p.outcome, []byte{toldNotPaid}), []byte(p.batch.ExternalID))
	return errors.Join(err, writeErr)
}

func told(b payout.Batch, line payout.Line) Told {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q", b.ExternalID, line.Item.ExternalID, line.State))
	return Told{ExternalID: b.ExternalID, Period: b.Period, Key: hex.EncodeToString(sum[:16]), Line: line}
}

// note writes how a turn ended.
func (w *work) note(ctx context.Context, p *pending, stage Stage, reason, advice string) error {
	var authorised sql.NullInt64
	if stage == StageSettling {
		authorised = sql.NullInt64{Int64: p.authorised.UnixNano(), Valid: true}
	}
	_, err := w.db.db.ExecContext(context.WithoutCancel(ctx), `UPDATE `+w.prefix+`iyzipayout_payout
		SET stage = $1, reason = $2, advice = $3, tried = $4, authorised = COALESCE(authorised, $5) WHERE payout = $6 AND ended IS NULL`,
		string(stage), reason, advice, time.Now().UnixNano(), authorised, []byte(p.batch.ExternalID))
	return err
}

// end notes that a payout is over, and forgets who is paid.
func (w *work) end(ctx context.Context, p *pending, canceled bool) error {
	stage := StageSettled
	if canceled {
		stage = StageCanceled
	}
	now := time.Now().UnixNano()
	_, err := w.db.db.ExecContext(context.WithoutCancel(ctx), `UPDATE `+w.prefix+`iyzipayout_payout
		SET stage = $1, reason = '', advice = '', tried = $2, ended = $3, batch = NULL WHERE payout = $4 AND ended IS NULL`, string(stage), now, now, []byte(p.batch.ExternalID))
	return err
}
