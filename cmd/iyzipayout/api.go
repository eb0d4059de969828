package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

// apiFlags is the command line of api.
type apiFlags struct {
	target
	method, path string
	raw, typed   []string
	input        string
	include      bool
	allowWrite   bool
	yes          bool
}

func newAPI(s streams) *cobra.Command {
	f := apiFlags{target: target{locale: "en"}}
	cmd := &cobra.Command{
		Use:   "api METHOD PATH",
		Short: "Send one signed request and print what came back",
		Long: `api signs a request, sends it once and prints the body of the answer as it came, unmasked. Fields (-f, -F) make a JSON object of the body, or the
query of a GET; --input sends a file byte for byte. The locale is put into the query where the path has none.

It goes around the journal: nothing that it sends is remembered, so nothing would stop the same payment from being made again. Therefore

  - what only reads (retrieve, item, balance) is sent at once;
  - anything else needs --allow-write, and a yes;
  - with keys of production nothing is sent that could move money: not auth, and no POST that the API document does not know. Pay by 'iyzipayout pay', or
    by 'prepare' and 'release'. With keys of the sandbox everything can be tried.

Exit codes:
  0  iyzico answered success
  1  iyzico answered failure, and what was asked for was not done
  2  it was not sent: flags, keys, or a write that nobody allowed
  3  not known: no answer came, or one that says neither; of a write, look before you send it again`,
		Example: `  iyzipayout api GET /v1/mass/payout/balance --env sandbox
  iyzipayout api POST /v1/mass/payout/retrieve -f externalMassPayoutId=payroll-1 -f itemType=VALID -F page=0 -F size=40 --env sandbox -i
  iyzipayout api POST /v1/mass/payout/init --input init.json --allow-write --env sandbox`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("api takes METHOD and PATH, such as GET /v1/mass/payout/balance; got %d", len(args))
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) (words []string, _ cobra.ShellCompDirective) {
			if len(args) == 0 {
				words = []string{"GET", "POST"}
			}
			for _, operation := range gen.Operations() {
				if len(args) == 1 && strings.EqualFold(operation.Method(), args[0]) {
					words = append(words, operation.Path())
				}
			}
			return words, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			f.method, f.path = strings.ToUpper(args[0]), args[1]
			return f.run(cmd.Context(), s)
		},
	}
	f.placeFlags(cmd, s)
	wordFlag(cmd, &f.locale, "locale", f.locale, "language of the vendor's messages, where the path names none: tr or en", "tr", "en")
	flags := cmd.Flags()
	flags.StringArrayVarP(&f.raw, "raw-field", "f", nil, "member of the body as NAME=TEXT; may be given more than once")
	flags.StringArrayVarP(&f.typed, "field", "F", nil, "member of the body as NAME=JSON: a number, true, false, null, or a list or object; may be given more than once")
	fileFlag(cmd, &f.input, "input", "", "file that is the body, byte for byte; - is standard input")
	flags.BoolVarP(&f.include, "include", "i", false, "print the status and the headers of the answer, too")
	flags.BoolVar(&f.allowWrite, "allow-write", false, "send what may change something, around the journal")
	flags.BoolVarP(&f.yes, "yes", "y", false, "do not ask before a write (needed where nobody can answer)")
	cmd.MarkFlagsMutuallyExclusive("input", "raw-field")
	cmd.MarkFlagsMutuallyExclusive("input", "field")
	return cmd
}

func (f apiFlags) run(ctx context.Context, s streams) error {
	if f.emulated() {
		return exit(exitInput, errNoMemory())
	}
	credentials, request, err := f.request(ctx, s)
	if err != nil {
		return exit(exitInput, err)
	}
	operation, err := f.allowed(credentials)
	if err != nil {
		return exit(exitInput, err)
	}
	reads := operation.Retry() == gen.OperationRetryRepeat
	if !reads {
		if err := f.confirm(ctx, s, request.URL.Host); err != nil {
			return exit(exitInput, err)
		}
	}
	signer, err := signing.New(credentials)
	if err == nil {
		err = signer.Edit(ctx, request)
	}
	if err != nil {
		return exit(exitInput, fmt.Errorf("nothing was sent: %w", err))
	}
	return f.send(s, request, operation, reads)
}

// request makes the request, unsigned.
func (f apiFlags) request(ctx context.Context, s streams) (signing.Credentials, *http.Request, error) {
	none := signing.Credentials{}
	base, err := f.url()
	if err != nil {
		return none, nil, err
	}
	if !gen.Locale(f.locale).Valid() {
		return none, nil, fmt.Errorf("--locale %s: must be tr or en", f.locale)
	}
	path, query, _ := strings.Cut(f.path, "?")
	if !strings.HasPrefix(path, "/") || strings.ContainsAny(f.path, "#") {
		return none, nil, fmt.Errorf("PATH must begin with a slash, such as /v1/mass/payout/balance: the host is said by --env or --base-url")
	}
	body, err := f.body(s)
	if err != nil {
		return none, nil, err
	}
	if f.method == http.MethodGet && len(f.raw)+len(f.typed) > 0 {
		for _, field := range append(slices.Clone(f.raw), f.typed...) {
			name, value, _ := strings.Cut(field, "=")
			query = strings.TrimPrefix(query+"&"+urlPair(name, value), "&")
		}
		body = nil
	}
	client, err := f.offline()
	if err != nil {
		return none, nil, err
	}
	credentials, from, err := f.keysOf(ctx, s)
	if err != nil {
		return none, nil, err
	}
	if err := fits(credentials, client.Environment()); err != nil {
		return none, nil, err
	}
	f.sayWhere(s, client, credentials, from)
	if !strings.Contains("&"+query, "&locale=") {
		query = strings.TrimPrefix(query+"&locale="+f.locale, "&")
	}
	request, err := http.NewRequestWithContext(ctx, f.method, strings.TrimRight(base, "/")+path+"?"+query, bytes.NewReader(body))
	if err != nil {
		return none, nil, errors.New("METHOD or PATH cannot be sent")
	}
	if len(body) == 0 {
		request.Body, request.GetBody, request.ContentLength = nil, nil, 0
	} else {
		request.Header.Set("Content-Type", "application/json")
	}
	request.Header.Set("Accept", "application/json")
	return credentials, request, nil
}

// body makes the body of the fields, in their order, or reads it.
func (f apiFlags) body(s streams) ([]byte, error) {
	switch {
	case f.input == standardInput:
		return io.ReadAll(s.in)
	case f.input != "":
		return os.ReadFile(f.input)
	case len(f.raw)+len(f.typed) == 0:
		return nil, nil
	}
	var members []string
	seen := map[string]bool{}
	for i, field := range append(slices.Clone(f.raw), f.typed...) {
		flag := "--raw-field"
		if i >= len(f.raw) {
			flag = "--field"
		}
		name, value, found := strings.Cut(field, "=")
		if !found || name == "" {
			return nil, fmt.Errorf("%s: must be NAME=VALUE", flag)
		}
		if seen[name] {
			return nil, fmt.Errorf("%s %s: is given twice", flag, name)
		}
		seen[name] = true
		if i < len(f.raw) {
			value = jsonText(value)
		} else if !json.Valid([]byte(value)) {
			return nil, fmt.Errorf("--field %s: must be JSON, such as 0, 12.50, true or [\"a\"]; a text is given by -f", name)
		}
		members = append(members, jsonText(name)+":"+value)
	}
	return []byte("{" + strings.Join(members, ",") + "}"), nil
}

func jsonText(text string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(text) // a text, into memory
	return strings.TrimSuffix(b.String(), "\n")
}

// apiTime is how long a call may take.
const apiTime = time.Minute

// mostAnswer is how much of an answer is read.
const mostAnswer = 64 << 20

// send sends the request once, and prints the answer.
func (f apiFlags) send(s streams, request *http.Request, operation gen.Operation, reads bool) error {
	client, err := f.httpClient()
	if err != nil {
		return exit(exitInput, err)
	}
	if f.debug {
		base, _ := f.url()
		client.Transport = f.shown(s, client.Transport, base)
	}
	client.Timeout = apiTime
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	unknown := "no answer came"
	if !reads {
		unknown = "it is not known whether it took effect: look (retrieve, or 'iyzipayout items') before you send it again"
	}
	response, err := client.Do(request)
	if err != nil {
		return exit(exitUnknown, fmt.Errorf("%s: %s", unknown, mask.Text(plaintext.Printable(err.Error()))))
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, mostAnswer+1))
	if f.include {
		fmt.Fprintf(s.out, "%s %s\n", response.Proto, response.Status)
		for _, name := range slices.Sorted(maps.Keys(response.Header)) {
			for _, value := range response.Header[name] {
				fmt.Fprintf(s.out, "%s: %s\n", name, value)
			}
		}
		fmt.Fprintln(s.out)
	}
	_, _ = s.out.Write(body) // it keeps its error
	if s.interactive && len(body) > 0 && body[len(body)-1] != '\n' {
		fmt.Fprintln(s.out)
	}
	if err != nil || len(body) > mostAnswer {
		return exit(exitUnknown, fmt.Errorf("the answer was not read to its end; %s", unknown))
	}
	return answered(body, response.StatusCode, operation, reads, unknown)
}

// answered is the exit code of an answer.
func answered(body []byte, status int, operation gen.Operation, reads bool, unknown string) error {
	var answer struct {
		Status       gen.ResultStatus
		ErrorCode    codes.Code
		ErrorMessage string
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return exit(exitUnknown, fmt.Errorf("HTTP %d, and the body is no JSON object; %s", status, unknown))
	}
	failure := &payout.Error{Operation: operation, Status: answer.Status, Code: answer.ErrorCode, Message: mask.Text(plaintext.Printable(answer.ErrorMessage)), HTTPStatus: status}
	switch {
	case answer.Status == gen.ResultStatusSuccess && status < http.StatusMultipleChoices:
		return nil
	case reads, failure.Outcome() == payout.OutcomeRefused:
		return exit(exitNo, failure)
	}
	return exit(exitUnknown, fmt.Errorf("%w\n%s", failure, unknown))
}
