package main

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/signing/diagnose"
)

// signFlags is the command line of sign.
type signFlags struct {
	method, path, query, bodyFile, randomKey, explain string
}

func newSign(s streams) *cobra.Command {
	f := signFlags{}
	cmd := &cobra.Command{
		Use:   "sign",
		Short: "Sign a request, or explain why a signature is refused",
		Long: `sign prints the two headers that sign a request with IYZWSv2, one per line, with the keys from IYZICO_API_KEY and
IYZICO_SECRET_KEY.

With --explain it takes the Authorization header of a request that was refused ("1000 Geçersiz imza") and says what is
wrong with it. Give the same method, path, query and body as the request had, and its x-iyzi-rnd header as --random-key.

The query is part of the request but not of the signed text; the body is signed byte for byte.

Exit codes: 0 signed, or the explained signature is right; 1 it is wrong; 2 bad input.`,
		Example: `  iyzipayout sign --method POST --path /v1/mass/payout/init --query locale=en --body init.json
  iyzipayout sign --method GET --path /v1/mass/payout/balance --explain 'IYZWSv2 YXBpS2V5...'`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			credentials, body, err := f.input(s)
			switch {
			case err != nil:
				return err
			case f.explain != "":
				return f.diagnose(s, credentials, body)
			}
			return f.sign(s, credentials, body)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.method, "method", "", "HTTP method, such as POST")
	flags.StringVar(&f.path, "path", "", "path of the request, such as /v1/mass/payout/init")
	flags.StringVar(&f.query, "query", "", "query of the request, without the question mark")
	fileFlag(cmd, &f.bodyFile, "body", "", "file that holds the body, byte for byte (default: no body)")
	flags.StringVar(&f.randomKey, "random-key", "", "random key (default: a fresh one); with --explain: the request's x-iyzi-rnd header")
	flags.StringVar(&f.explain, "explain", "", "Authorization header to explain, with or without its name")
	_ = cmd.MarkFlagRequired("method")
	_ = cmd.MarkFlagRequired("path")
	return cmd
}

// input reads what both uses of the verb need.
func (f signFlags) input(s streams) (signing.Credentials, []byte, error) {
	credentials, err := s.keys()
	if err != nil {
		return credentials, nil, err
	}
	if !strings.HasPrefix(f.path, "/") || strings.ContainsAny(f.path, "?#") {
		return credentials, nil, errors.New("--path must begin with a slash and hold no query: give that as --query")
	}
	if f.bodyFile == "" {
		return credentials, nil, nil
	}
	body, err := os.ReadFile(f.bodyFile)
	return credentials, body, err
}

func (f signFlags) sign(s streams, credentials signing.Credentials, body []byte) error {
	randomKey := cmp.Or(f.randomKey, rand.Text())
	signature, err := signing.Sign(credentials, randomKey, f.path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: %s\n%s: %s\n", signing.HeaderAuthorization, signature.Header(), "x-iyzi-rnd", randomKey)
	return nil
}

func (f signFlags) diagnose(s streams, credentials signing.Credentials, body []byte) error {
	address := f.path
	if f.query != "" {
		address += "?" + f.query
	}
	value := strings.TrimSpace(f.explain)
	if name, rest, ok := strings.Cut(value, ":"); ok && strings.EqualFold(strings.TrimSpace(name), signing.HeaderAuthorization) {
		value = strings.TrimSpace(rest)
	}
	request, err := diagnose.NewRequest(f.method, address, value, f.randomKey)
	if err != nil {
		return err
	}
	var templates []string
	for _, operation := range gen.Operations() {
		templates = append(templates, operation.Path())
	}
	diagnosis := diagnose.Request(request, body, credentials, templates...)
	fmt.Fprintln(s.out, diagnosis)
	if !diagnosis.OK {
		return exit(exitNo, nil)
	}
	return nil
}
