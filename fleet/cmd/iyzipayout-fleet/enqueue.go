package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/fleet"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// standardInput is the name of a file that is none.
const standardInput = "-"

type enqueueFlags struct {
	place
	externalID, period, purpose, journal          string
	format, decimal, encoding, sheet, description string
	hiddenRows, mapFile                           string
	maps, ignored                                 []string
	noChecksum                                    bool
	batchSize                                     int
}

func newEnqueue(s streams) *cobra.Command {
	var f enqueueFlags
	cmd := &cobra.Command{
		Use:   "enqueue FILE|-",
		Short: "Add the payouts of a file to the queue: all of them, or none",
		Long: `enqueue reads a file as 'iyzipayout pay' does (CSV, XLSX or JSON Lines; - is standard input, with --format), cuts it into batches and adds each as a payout, all in one transaction.
It sends nothing. The same file again adds nothing. Lines that another payout of the database holds are refused, and what is very likely paid already,
as by 'pay': a period that was forgotten or written in another way, ids that were. Lines that the journal of 'iyzipayout pay' on this machine holds
are refused too, and the others are claimed there: 'pay' leaves them alone from then on.

Exit codes: 0 it is in the queue, 2 it was refused.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.within(cmd.Context(), s, true, func(db *fleet.Database, q *fleet.Queue) error { return f.enqueue(cmd.Context(), s, db, q, args[0]) })
		},
	}
	f.flags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.externalID, "external-id", "", "your id of this payout (default: derived from the file's content)")
	flags.StringVar(&f.period, "period", "", "what the payments are for, such as 2026-12: part of what makes a payment, for files whose ids come again")
	flags.StringVar(&f.purpose, "purpose", "", "SALARY, BONUS, SETTLEMENT, GOODS, SERVICES, CASHBACK, REBATES or DONATIONS")
	flags.StringVar(&f.journal, "journal", "", "folder of the journal of 'iyzipayout pay', which says what was paid and is told what is in the queue, or "+noJournal+" (default: where 'pay' keeps it, if it has one)")
	flags.IntVar(&f.batchSize, "batch-size", 1000, "most lines of one payout")
	flags.StringVar(&f.format, "format", "", "what the file is: csv, xlsx or jsonl (default: as its name ends)")
	flags.StringVar(&f.decimal, "decimal", "", "how amounts are written: point or comma (default: told apart, never guessed)")
	flags.StringVar(&f.encoding, "encoding", "", "how the letters of a file without a byte order mark are written, such as windows-1254")
	flags.StringVar(&f.sheet, "sheet", "", "sheet of a workbook that holds the payments")
	flags.StringVar(&f.description, "description", "", "description of all lines, for a file that has no column for it")
	flags.StringArrayVar(&f.maps, "map", nil, `what a column holds, as MEMBER=HEADING, such as id="Personel Kodu"; may be given more than once`)
	flags.StringArrayVar(&f.ignored, "ignore-columns", nil, "heading of a column that is passed over; may be given more than once")
	flags.StringVar(&f.mapFile, "map-file", "", "file with a MEMBER=HEADING for --map on each line, and ignore=HEADING for --ignore-columns")
	flags.StringVar(&f.hiddenRows, "hidden-rows", "", "what becomes of the hidden rows of a workbook: pay or skip (default: they are refused)")
	flags.BoolVar(&f.noChecksum, "no-checksum", false, "do not check the check digits of IBANs and identity numbers")
	return cmd
}

func (f enqueueFlags) options() ([]payfile.Option, error) {
	options := []payfile.Option{payfile.WithEncoding(f.encoding)}
	if f.format != "" {
		options = append(options, payfile.WithFormat(f.format))
	}
	switch f.decimal {
	case "":
	case "point":
		options = append(options, payfile.WithDecimal(payfile.Point))
	case "comma":
		options = append(options, payfile.WithDecimal(payfile.Comma))
	default:
		return nil, fmt.Errorf("--decimal %s: must be point or comma", f.decimal)
	}
	if f.sheet != "" {
		options = append(options, payfile.WithSheet(f.sheet))
	}
	if f.description != "" {
		options = append(options, payfile.WithDescription(f.description))
	}
	if f.hiddenRows != "" {
		options = append(options, payfile.WithHiddenRows(f.hiddenRows))
	}
	if f.mapFile != "" {
		text, err := os.ReadFile(f.mapFile)
		if err != nil {
			return nil, fmt.Errorf("--map-file: %w", err)
		}
		mappings, number, err := payfile.ParseMappings(string(text))
		if err != nil {
			return nil, fmt.Errorf("--map-file %s:%d: %w", f.mapFile, number, err)
		}
		options = append(options, mappings...)
	}
	for _, said := range f.maps {
		mapping, err := payfile.ParseMapping(said)
		if err != nil {
			return nil, fmt.Errorf("--map %s: %w", said, err)
		}
		options = append(options, mapping)
	}
	if len(f.ignored) > 0 {
		options = append(options, payfile.WithIgnoredColumns(f.ignored...))
	}
	if f.noChecksum {
		options = append(options, payfile.WithoutChecksum())
	}
	return options, nil
}

func (f enqueueFlags) enqueue(ctx context.Context, s streams, db *fleet.Database, q *fleet.Queue, name string) error {
	if f.batchSize < 1 {
		return fmt.Errorf("--batch-size %d: must be 1 or more", f.batchSize)
	}
	options, err := f.options()
	if err != nil {
		return err
	}
	file := s.in
	if name == standardInput {
		name = "standard input"
	} else {
		opened, err := os.Open(name)
		if err != nil {
			return err
		}
		defer opened.Close()
		file = opened
	}
	items, err := payfile.ReadAll(name, file, options...)
	if err != nil {
		return err
	}
	whole := payout.Batch{ExternalID: f.externalID, Period: strings.TrimSpace(f.period), Purpose: gen.Purpose(strings.ToUpper(f.purpose)), Items: items}
	plan, err := runner.NewPlan(ctx, whole, f.batchSize, func(context.Context) iter.Seq2[payout.Item, error] {
		return func(yield func(payout.Item, error) bool) {
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
		}
	})
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	whole.ExternalID = plan.ExternalID
	tx, err := db.SQL().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	var said strings.Builder
	number, added := 0, map[string]bool{}
	for part := range slices.Chunk(items, f.batchSize) {
		batch := whole
		batch.Items = part
		if number++; number > 1 {
			batch.ExternalID = fmt.Sprintf("%s-%d", whole.ExternalID, number) // as pay names them
		}
		e, err := q.EnqueueTx(ctx, tx, batch)
		if err != nil {
			return err
		}
		switch {
		case e.Canceled:
			return fmt.Errorf("%s: was canceled, and pays nobody any more: to pay its lines give another --external-id; nothing was added", e.ExternalID)
		case e.Ended:
			fmt.Fprintf(&said, "%s: %d lines: is over already\n", e.ExternalID, len(part))
		case e.Known:
			fmt.Fprintf(&said, "%s: %d lines: was in the queue already\n", e.ExternalID, len(part))
		default:
			added[e.ExternalID] = true
			fmt.Fprintf(&said, "%s: %d lines: added\n", e.ExternalID, len(part))
		}
	}
	client, err := f.client(s, true)
	if err != nil {
		return err
	}
	if len(added) > 0 {
		r, err := q.RunnerTx(client, tx)
		if err != nil {
			return err
		}
		if err := hold(ctx, s, r, name, plan, added); err != nil {
			return fmt.Errorf("%w\nnothing was added", err)
		}
	}
	has := func(id string) (is bool, err error) {
		err = tx.QueryRowContext(ctx, `SELECT COUNT(*) > 0 FROM iyzipayout_payout WHERE payout = $1`, []byte(id)).Scan(&is)
		return is, err
	}
	if err := f.reserve(ctx, s, client, name, plan, has); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = fmt.Fprint(s.out, said.String())
	return err
}

// hold claims lines for the payouts that are added, so that no other payout is added that could not go on beside them.
func hold(ctx context.Context, s streams, r *runner.Runner, file string, plan *runner.Plan, added map[string]bool) error {
	known, err := r.Look(ctx, plan, false)
	if err != nil {
		return err
	}
	if err := checkNew(ctx, s, r, file, plan, known); err != nil {
		return err
	}
	err = r.Hold(ctx, plan, func(externalID string) bool { return added[externalID] })
	if held, is := errors.AsType[*runner.HeldError](err); is {
		return fmt.Errorf("%w\nEnqueue the file without these lines. Those that the payout which holds them is not to pay are free once it is over or canceled ('iyzipayout fleet cancel'); "+
			"where the ids come again for new payments, name the period (--period)", held)
	}
	return err
}

// checkNew warns of payments that are like those of the file, and refuses what 'pay' refuses because it is very likely not new.
func checkNew(ctx context.Context, s streams, r *runner.Runner, file string, plan *runner.Plan, known *runner.Outlook) error {
	const most = 10
	for i, line := range known.Similar {
		if i == most {
			fmt.Fprintf(s.err, "warning: and %d more like these\n", len(known.Similar)-most)
			break
		}
		fmt.Fprintf(s.err, "warning: %s: item %d (%q): %s\n", file, line.Index+1, line.ItemExternalID, line)
	}
	err := r.CheckNew(ctx, plan, known)
	if err == nil && plan.Period == "" && len(known.Held) == 0 {
		err = r.CheckPeriod(ctx, plan, true) // however long ago payments like these were made
	}
	if notNew, is := errors.AsType[*runner.NotNewError](err); is && notNew.Again == nil {
		return fmt.Errorf("--period: %w", err)
	}
	return err
}
