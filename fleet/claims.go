package fleet

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// atOnce is how many lines one statement names. SQLite takes 32,766 parameters, four of which are a claim.
const atOnce = 1000

// errHeld rolls a claim back.
var errHeld = errors.New("another payout holds lines")

// Claim gives lines to payouts, see [runner.Store]. It leaves it to the unique index who gets a line.
func (d *Database) Claim(ctx context.Context, claims []runner.Claim) (others []runner.Claim, err error) {
	err = d.transaction(ctx, func(tx *sql.Tx) error {
		if others, err = claimAll(ctx, tx, claims); err == nil && len(others) > 0 {
			return errHeld
		}
		return err
	})
	if errors.Is(err, errHeld) {
		return others, nil
	}
	return nil, err
}

func claimAll(ctx context.Context, tx *sql.Tx, claims []runner.Claim) (others []runner.Claim, err error) {
	// In one order, so that two payouts that want the same lines wait for each other and not in a circle.
	claims = slices.SortedFunc(slices.Values(claims), func(a, b runner.Claim) int { return bytes.Compare(a.Line[:], b.Line[:]) })
	claims = slices.CompactFunc(claims, func(a, b runner.Claim) bool { return a.Line == b.Line && a.Payout == b.Payout })
	for part := range slices.Chunk(claims, atOnce) {
		held, err := claim(ctx, tx, part)
		if err != nil {
			return nil, err
		}
		others = append(others, held...)
	}
	return others, nil
}

// claim gives lines to payouts and returns the claims that stand in the way.
func claim(ctx context.Context, tx *sql.Tx, claims []runner.Claim) ([]runner.Claim, error) {
	instead := map[string][]runner.ClaimKey{}
	var args []any
	for _, c := range claims {
		if c.Instead != "" && c.Instead != c.Payout {
			instead[c.Instead] = append(instead[c.Instead], c.Line)
		}
		args = append(args, c.Line[:], c.Payment[:], []byte(c.Payout), c.At.UnixNano())
	}
	for from, lines := range instead {
		if err := release(ctx, tx, from, lines); err != nil {
			return nil, err
		}
	}
	// A line that the payout has already is written as it is, which names it in the answer and keeps it from being released meanwhile.
	mine, err := keys(ctx, tx, `INSERT INTO iyzipayout_claim (line, payment, payout, at) VALUES `+rows(len(claims), 4)+`
		ON CONFLICT (line) DO UPDATE SET payout = iyzipayout_claim.payout WHERE iyzipayout_claim.payout = excluded.payout RETURNING line`, args...)
	if err != nil || len(mine) == len(claims) {
		return nil, err
	}
	var missing []runner.ClaimKey
	for _, c := range claims {
		if !mine[c.Line] {
			missing = append(missing, c.Line)
		}
	}
	return find(ctx, tx, `line IN (`+row(len(missing), 0)+`)`, bytesOf(missing)...)
}

// Release gives up lines that the payout holds, see [runner.Store].
func (d *Database) Release(ctx context.Context, payout string, lines []runner.ClaimKey) error {
	return d.transaction(ctx, func(tx *sql.Tx) error { return release(ctx, tx, payout, lines) })
}

func release(ctx context.Context, tx *sql.Tx, payout string, lines []runner.ClaimKey) error {
	for part := range slices.Chunk(lines, atOnce) {
		_, err := tx.ExecContext(ctx, `DELETE FROM iyzipayout_claim WHERE payout = $1 AND line IN (`+row(len(part), 1)+`)`,
			append([]any{[]byte(payout)}, bytesOf(part)...)...)
		if err != nil {
			return err
		}
	}
	return nil
}

// Claims finds which lines are held, see [runner.Store].
func (d *Database) Claims(ctx context.Context, lines []runner.ClaimKey) ([]runner.Claim, error) {
	return claimsOf(ctx, d.db, lines)
}

func claimsOf(ctx context.Context, db querier, lines []runner.ClaimKey) (found []runner.Claim, err error) {
	for part := range slices.Chunk(lines, atOnce) {
		held, err := find(ctx, db, `line IN (`+row(len(part), 0)+`)`, bytesOf(part)...)
		if err != nil {
			return nil, err
		}
		found = append(found, held...)
	}
	return found, nil
}

// SimilarClaims finds claims by their payments, see [runner.Store].
func (d *Database) SimilarClaims(ctx context.Context, payments []runner.ClaimKey, since time.Time) ([]runner.Claim, error) {
	return similarTo(ctx, d.db, payments, since)
}

func similarTo(ctx context.Context, db querier, payments []runner.ClaimKey, since time.Time) (found []runner.Claim, err error) {
	for part := range slices.Chunk(payments, atOnce) {
		held, err := find(ctx, db, `at >= $1 AND payment IN (`+row(len(part), 1)+`)`, append([]any{since.UnixNano()}, bytesOf(part)...)...)
		if err != nil {
			return nil, err
		}
		found = append(found, held...)
	}
	return found, nil
}

func find(ctx context.Context, db querier, where string, args ...any) (found []runner.Claim, err error) {
	rows, err := db.QueryContext(ctx, `SELECT line, payment, payout, at FROM iyzipayout_claim WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var line, payment, payout []byte
		var at int64
		if err := rows.Scan(&line, &payment, &payout, &at); err != nil {
			return nil, err
		}
		c := runner.Claim{Payout: string(payout), At: time.Unix(0, at).UTC()}
		if copy(c.Line[:], line) != len(line) || copy(c.Payment[:], payment) != len(payment) || len(line) != len(c.Line) || len(payment) != len(c.Payment) {
			return nil, fmt.Errorf("fleet: a claim has keys of %d and %d bytes", len(line), len(payment))
		}
		found = append(found, c)
	}
	return found, rows.Err()
}

// keys are the keys that a statement returns.
func keys(ctx context.Context, db querier, query string, args ...any) (map[runner.ClaimKey]bool, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := map[runner.ClaimKey]bool{}
	for rows.Next() {
		var key []byte
		if err := rows.Scan(&key); err != nil {
			return nil, err
		}
		found[runner.ClaimKey(key)] = true
	}
	return found, rows.Err()
}

func bytesOf(keys []runner.ClaimKey) []any {
	all := make([]any, len(keys))
	for i, key := range keys {
		all[i] = key[:]
	}
	return all
}

// row is a list of n parameters behind those before it: "$3,$4".
func row(n, before int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "$%d", before+i+1)
	}
	return b.String()
}

// rows are n lists of parameters: "($1,$2),($3,$4)".
func rows(n, columns int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = "(" + row(columns, i*columns) + ")"
	}
	return strings.Join(all, ",")
}
