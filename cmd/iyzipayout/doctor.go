package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

func newDoctor(s streams) *cobra.Command {
	f := defaultPayFlags()
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Find out why iyzico cannot be reached, or refuses",
		Long: `doctor looks at everything that a payout needs, and changes nothing: keys and environment, the journal's folder, proxy, DNS, connection, TLS, the
clock, and at last one signed call that only reads (the balance). Each line says ok or problem, and what to do about it. Without keys it still
looks at the way to iyzico.

It knows what these answers mean: 1000 and 8 (the signature), 1001 (the keys are of another environment), 100001 (mass payout may not be switched on),
50000 (too many calls), and a page of HTML (something between you and iyzico answered).

Exit codes:
  0  everything is as it should be
  1  there is a problem
  2  flags or profile are refused: nothing was looked at`,
		Example: `  iyzipayout doctor --env sandbox
  iyzipayout doctor --profile production`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.doctor(cmd.Context(), s) },
	}
	f.whereFlags(cmd, s)
	return cmd
}

// finding is one line of doctor.
type finding struct {
	name string
	ok   bool
	what localize.Said
	do   localize.Said // about a problem, or what is good to know; may be empty
}

// findings writes lines as they come and knows whether one is a problem.
type findings struct {
	w       io.Writer
	say     language
	problem bool
}

func (all *findings) add(list ...finding) {
	for _, one := range list {
		state := all.say.word("ok")
		if !one.ok {
			state, all.problem = all.say.word("problem"), true
		}
		fmt.Fprintf(all.w, "%-7s  %-13s %s\n", state, all.say.word(one.name), plaintext.Printable(all.say.sprintf(one.what.Format, one.what.Args...)))
		if one.do.Format != "" {
			for line := range strings.Lines(plaintext.PrintableLines(all.say.sprintf(one.do.Format, one.do.Args...))) {
				fmt.Fprintf(all.w, "%23s%s\n", "", strings.TrimSpace(line))
			}
		}
	}
}

func (f payFlags) doctor(ctx context.Context, s streams) error {
	var err error
	if f.language, err = chosenLanguage(f.lang, s.getenv); err != nil {
		return err
	}
	f.locale = cmp.Or(f.locale, f.language.tag())
	if f.emulated() {
		return exit(exitInput, errors.New("the built-in emulator has no problems to look for: name --env sandbox, --env production, or another address with --base-url"))
	}
	if _, err := f.url(); err != nil {
		return exit(exitInput, err)
	}
	all := findings{w: s.out, say: f.language}
	credentials, found := f.keysFinding(ctx, s)
	all.add(found...)
	all.add(f.journalFinding(s))
	way, err := f.try(ctx, credentials)
	if err != nil {
		return exit(exitInput, err)
	}
	all.add(way.findings()...)
	if all.problem {
		return exit(exitNo, nil)
	}
	return nil
}

// keysFinding looks at the keys and at whether they belong where they are to go.
func (f payFlags) keysFinding(ctx context.Context, s streams) (signing.Credentials, []finding) {
	place := f.env
	if client, err := f.offline(); err == nil {
		place = client.Environment()
	}
	where := localize.Sayf("%s", place)
	if f.from != nil {
		where = localize.Sayf("%s, profile %s of %s", place, f.from.Name, f.from.File)
	}
	list := []finding{{"environment", true, where, localize.Said{}}}
	credentials, source, err := f.keysOf(ctx, s)
	switch {
	case err != nil:
		return credentials, append(list, finding{"keys", false, localize.Sayf("cannot be had"), localize.Sayf("%v", err)})
	case credentials.Mixed():
		return signing.Credentials{}, append(list, finding{"keys", false, localize.Sayf("from %s: of API key and secret key one begins with \"sandbox-\" and the other does not", localize.Term(source)),
			localize.Sayf("take both from one page of one merchant panel")})
	}
	what := localize.Sayf("%s keys from %s, %s", credentials.Environment(), localize.Term(source), credentials.Fingerprint())
	if err := fits(credentials, place); err != nil {
		return signing.Credentials{}, append(list, finding{"keys", false, what, localize.Sayf("%v", err)})
	}
	return credentials, append(list, finding{"keys", true, what, localize.Said{}})
}

func (f payFlags) journalFinding(s streams) finding {
	client, err := f.offline()
	if err != nil {
		return finding{"journal", false, localize.Sayf("has no place"), localize.Sayf("%v", err)}
	}
	dir, _, err := f.journalDirs(s, client)
	if err != nil {
		return finding{"journal", false, localize.Sayf("has no place"), localize.Sayf("%v", err)}
	}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return finding{"journal", true, localize.Sayf("%s, which the first payout makes", dir), localize.Said{}}
	case err != nil:
		return finding{"journal", false, localize.Sayf("%s", dir), localize.Sayf("%v", err)}
	case !info.IsDir():
		return finding{"journal", false, localize.Sayf("%s: is a file", dir), localize.Sayf("name a folder with --journal")}
	}
	probe, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return finding{"journal", false, localize.Sayf("%s", dir), localize.Sayf("cannot be written: %v", err)}
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return finding{"journal", false, localize.Sayf("%s", dir), localize.Sayf("%v", err)}
	}
	return finding{"journal", true, localize.Sayf("%s", dir), localize.Said{}}
}

// doctorTime is how long the one call may take.
const doctorTime = 20 * time.Second

// try sends the one call, and keeps what happened on its way. Without keys it goes out unsigned, which iyzico refuses, but answers.
func (f payFlags) try(ctx context.Context, credentials signing.Credentials) (*way, error) {
	httpClient, err := f.httpClient()
	if err != nil {
		return nil, err
	}
	address, err := f.url()
	if err != nil {
		return nil, err
	}
	if httpClient.Transport == nil {
		httpClient.Transport = http.DefaultTransport
	}
	w := &way{address: address, next: httpClient.Transport, signed: !credentials.IsZero()}
	ctx, stop := context.WithTimeout(ctx, doctorTime)
	defer stop()
	httpClient.Transport = w
	if !w.signed {
		httpClient.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+gen.OperationGetMassPayoutBalance.Path()+"?locale="+f.locale, nil)
		if err != nil {
			return nil, errors.New("--base-url: is not a URL")
		}
		response, err := httpClient.Do(request)
		if err == nil {
			_ = response.Body.Close()
		}
		w.err = err
		return w, nil
	}
	client, err := payout.New(credentials, payout.WithBaseURL(address), payout.WithHTTPClient(httpClient), payout.WithLocale(gen.Locale(f.locale)), payout.WithoutRetries())
	if err != nil {
		return nil, err
	}
	balance, err := client.Balance(ctx)
	if w.err = err; err == nil {
		w.balance = balance.Amount.String()
	}
	return w, nil
}
