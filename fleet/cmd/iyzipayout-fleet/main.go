// Command iyzipayout-fleet pays from one queue in a database by as many workers as there are. `iyzipayout fleet` runs it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/fleet"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

// The exit codes; `iyzipayout help exit-codes` has those of all verbs.
const (
	exitOK      = 0
	exitNo      = 1
	exitInput   = 2
	exitUnknown = 3
)

// streams is what a verb reads, writes and knows of its surroundings; tests put their own in.
type streams struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
	name     string // by which it was called
}

// own is the name of this program; 'iyzipayout fleet', which runs it, gives it its own.
const own, within = "iyzipayout-fleet", "iyzipayout fleet"

func main() {
	debug.SetTraceback("crash") // a crash is no exit code
	ctx, stop := untilStopped(context.Background())
	name := own
	if os.Args[0] == within {
		name = within
	}
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr, os.Getenv, name})
	stop()
	os.Exit(code)
}

// untilStopped ends with the first signal that asks to stop: a closed terminal is one, unless nohup asked otherwise.
func untilStopped(ctx context.Context) (context.Context, context.CancelFunc) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signal.NotifyContext(ctx, signals...)
}

// errNo is an answer that is no, and was said.
var errNo = errors.New("no")

// errUnknown is a worker that has sent something and does not know the end of everything.
var errUnknown = errors.New("not everything is known: work on before paying anybody in any other way")

// run executes one command line and returns its exit code.
func run(ctx context.Context, args []string, s streams) int {
	root := newRoot(s)
	name := root.DisplayName()
	root.SetArgs(args)
	switch err := root.ExecuteContext(ctx); {
	case errors.Is(err, errNo):
		return exitNo
	case errors.Is(err, errUnknown):
		fmt.Fprintln(s.err, name+":", err)
		return exitUnknown
	case err != nil:
		fmt.Fprintln(s.err, name+":", err)
		return exitInput
	}
	return exitOK
}

func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:         own,
		Annotations: map[string]string{cobra.CommandDisplayNameAnnotation: s.name},
		Short:       "Pay from one queue in a database, by many workers on many machines",
		Long: `fleet pays from a queue in SQLite (one file, this machine) or PostgreSQL (many machines). Each line is paid once, however many workers
there are, and however they are killed.

  iyzipayout fleet enqueue payroll.csv --database sqlite:payouts.db --env sandbox --period 2026-12
  iyzipayout fleet work --database sqlite:payouts.db --env sandbox

The journal is in the database: 'pay' and the other verbs do not read it. docs/fleet.md has the rest.`,
		Version: version(), SilenceUsage: true, SilenceErrors: true,
	}
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.AddCommand(newEnqueue(s), newWork(s), newStatus(s), newCancel(s))
	return root
}

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// place says which database and where to pay.
type place struct{ database, env, baseURL, merchant string }

// envDatabase keeps a DSN, which may hold a password, out of the list of processes.
const envDatabase = "IYZIPAYOUT_DATABASE"

func (p *place) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&p.database, "database", "", "sqlite:FILE or postgres://USER@HOST/NAME (default: what "+envDatabase+" says)")
	flags.StringVar(&p.env, "env", "", "where to pay: sandbox or production")
	flags.StringVar(&p.baseURL, "base-url", "", "another address to pay at, instead of --env, such as that of 'iyzipayout emulator' (http on loopback only)")
	flags.StringVar(&p.merchant, "merchant", "", "whose payouts these are, in a database that several merchants share; always the same name")
	cmd.MarkFlagsMutuallyExclusive("env", "base-url")
}

func (p *place) url() (string, error) {
	switch {
	case p.baseURL != "":
		return p.baseURL, nil
	case p.env == "sandbox":
		return payout.SandboxURL, nil
	case p.env == "production":
		return payout.ProductionURL, nil
	case p.env == "":
		return "", errors.New("say where to pay: --env sandbox, --env production, or --base-url with the address of an emulator")
	}
	return "", fmt.Errorf("--env %s: must be sandbox or production; to practise, start 'iyzipayout emulator' and give its address as --base-url", p.env)
}

// client makes the client, with the keys of the environment unless it sends nothing.
func (p *place) client(s streams, offline bool, opts ...payout.Option) (*payout.Client, error) {
	url, err := p.url()
	if err != nil {
		return nil, err
	}
	apiKey, secretKey := "none", "none"
	if !offline {
		apiKey, secretKey = s.getenv("IYZICO_API_KEY"), s.getenv("IYZICO_SECRET_KEY")
		if apiKey == "" || secretKey == "" {
			return nil, errors.New(`set IYZICO_API_KEY and IYZICO_SECRET_KEY to the keys of your merchant panel (sandbox keys begin with "sandbox-")`)
		}
	}
	credentials, err := signing.NewCredentials(apiKey, secretKey)
	if err != nil {
		return nil, fmt.Errorf("IYZICO_API_KEY, IYZICO_SECRET_KEY: %w", err)
	}
	return payout.New(credentials, append(opts, payout.WithBaseURL(url))...)
}

// open opens the database, and makes a file that is not there only for a verb that fills it: another name by mistake is no empty queue.
// Close what it returns.
func (p *place) open(ctx context.Context, s streams, makes bool) (*fleet.Database, error) {
	if p.database == "" {
		p.database = s.getenv(envDatabase)
	}
	if p.database == "" {
		return nil, fmt.Errorf("say which database: --database sqlite:FILE or postgres://…, or %s", envDatabase)
	}
	if file, is := strings.CutPrefix(p.database, "sqlite:"); is && file != "" && !makes {
		if _, err := os.Stat(file); err != nil {
			return nil, fmt.Errorf("--database: %w: 'iyzipayout fleet enqueue' makes it", err)
		}
	}
	return fleet.Open(ctx, p.database)
}

// queue opens the queue of the place in a database.
func (p *place) queue(ctx context.Context, db *fleet.Database, client *payout.Client) (*fleet.Queue, error) {
	var opts []fleet.QueueOption
	if p.merchant != "" {
		opts = append(opts, fleet.WithMerchant(p.merchant))
	}
	return fleet.NewQueue(ctx, db, client.Environment(), opts...)
}

// within calls do with the queue, for a verb that sends nothing.
func (p *place) within(ctx context.Context, s streams, makes bool, do func(*fleet.Database, *fleet.Queue) error) (err error) {
	client, err := p.client(s, true)
	if err != nil {
		return err
	}
	db, err := p.open(ctx, s, makes)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	queue, err := p.queue(ctx, db, client)
	if err != nil {
		return err
	}
	defer queue.Close()
	return do(db, queue)
}
