package main

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
)

func newRest(s streams) *cobra.Command {
	f := defaultPayFlags()
	cmd := &cobra.Command{
		Use:   "rest FILE NEWFILE",
		Short: "Write the lines of a file that nobody was paid for",
		Long: `rest asks what became of every line of a file and writes those that no payout holds, as they stand in it, into a new file: to be corrected
and paid. It is what 'pay --only-unpaid' would pay. Nothing is written while a line is not known to be paid or unpaid. The flags about
the file are those that it was paid with.

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
	}
	p.nameHeld(held, notAgain)
	p.end.free = p.plan.Free(held)
	p.end.worsen(exitOK)
	switch {
	case slices.ContainsFunc(held, isOpen):
		p.end.worsen(exitUnknown)
	case len(p.end.free) == 0:
		p.end.worsen(exitNo)
	}
	p.addHeld(ctx, held)
	p.addFree(ctx)
	p.printer.end()
	if err := p.writeRest(); err != nil {
		p.end.fail(exitUnknown, err)
	}
	return p.end.exit()
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
