package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout"
)

func newRest(s streams) *cobra.Command {
	f := defaultPayFlags()
	cmd := &cobra.Command{
		Use:   "rest FILE NEWFILE",
		Short: "Write the lines of a file that nobody was paid for",
		Long: `rest asks what became of every line of a file and writes those that no payout holds, as they stand in it, into a new file: to be corrected
and paid. It is what 'pay --only-unpaid' would pay. Lines that are not known to be paid or unpaid are named and left out (exit code 3), and so
are lines that were not paid and whose money is not known to be back (exit code 1). The flags about the file are those that it was paid with.

Exit codes:
` + exitCodes,
		Example: `  iyzipayout rest payroll.csv rest.csv --env production --period 2026-12`,
		Args:    takes("FILE", "NEWFILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.file, f.restFile, f.commandLine = args[0], args[1], said(cmd)
			if err := f.needsJournal(s); err != nil {
				return exit(exitInput, err)
			}
			return f.within(cmd.Context(), s, true, rest)
		},
		ValidArgsFunction: payFiles,
	}
	f.whereFlags(cmd, s)
	f.fileFlags(cmd)
	f.shownFlags(cmd)
	return cmd
}

// needsJournal refuses to say who was not paid where nobody wrote down who was: in a folder that was mistyped everybody would be unpaid.
func (f payFlags) needsJournal(s streams) error {
	client, err := f.offline()
	if err != nil {
		return err
	}
	there, err := f.hasJournal(s, client)
	if err != nil || there || f.emulated() {
		return err
	}
	dir, _, err := f.journalDirs(s, client)
	return errors.Join(localize.Errorf("there is no journal in %s, so nobody can say what was paid: name its folder with --journal, or the profile that has it", dir), err)
}

func rest(ctx context.Context, p *payment) error {
	p.noTable = true
	held, err := p.heldByAnyone(ctx)
	if err != nil {
		return err
	}
	if len(held) == 0 {
		if err := p.checkPeriod(ctx); err != nil {
			return err
		}
		if err := p.checkElsewhere(ctx); err != nil {
			return err
		}
	}
	p.nameHeld(held, notAgain)
	p.end.free = p.plan.Free(held)
	p.end.worsen(codeOfLeft(held))
	if len(p.end.free) == 0 {
		p.end.worsen(exitNo)
	}
	p.addHeld(ctx, held)
	p.addFree(ctx)
	p.printer.end()
	if err := p.writeRest(); err != nil {
		p.end.fail(exitUnknown, err)
	}
	p.sayKept(held)
	if n := count(held, isOpen); n > 0 {
		p.say("left out, because it is not known whether they are, or will be, paid: %s. Find that out before paying them in any other way: run this again later", lines(n))
	}
	return p.end.exit()
}

// checkElsewhere refuses to call the lines of a file unpaid that this journal never handed over and another one did: corrected, they would be
// another payout, which nobody could tell from that one.
func (p *payment) checkElsewhere(ctx context.Context) error {
	_, known, err := p.look(ctx, p.plan, false)
	if err != nil || !known.Begun.IsZero() {
		return err
	}
	for page := range 2 { // a service that counts from 1 may say of page 0 that there is no such payout
		_, err = p.client.Retrieve(ctx, payout.ByExternalID(known.ExternalID), payout.Page{Number: page, Size: 1})
		if !errors.Is(err, payout.ErrNotFound) {
			break
		}
	}
	switch {
	case errors.Is(err, payout.ErrNotFound):
		return nil
	case err != nil:
		return exit(exitUnknown, localize.Errorf("iyzico could not be asked whether another journal handed these lines over, and nothing was written: %w", err))
	}
	return exit(exitUnknown, localize.Errorf("iyzico has a payout of these lines, externalId %s, and this journal did not hand it over, so nothing was written: use the journal that did", plaintext.Printable(known.ExternalID)))
}

// addFree prints the lines that no payout holds.
func (p *payment) addFree(ctx context.Context) {
	free, unheld := part{}, map[int]bool{}
	for _, i := range p.end.free {
		unheld[i] = true
	}
	for i, item := range p.plan.Items(ctx) {
		if unheld[i] {
			free.Lines, free.numbers = append(free.Lines, payout.Line{Item: item, State: stateFree, Reason: "no payout holds it", Free: true}), append(free.numbers, i)
		}
	}
	if len(free.Lines) > 0 {
		p.add(free)
	}
}
