package emulator

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"slices"
	"strings"
	"text/template"

	"github.com/iyzipayout/iyzipayout/gen"
)

// copied is a call in the form in which it can be sent again. It has no keys, and nobody who is in the original.
type copied struct {
	Base, Path, Query, Method, Body string
	HasBody, MadeUp                 bool
}

// errNoCopy: there would be nothing to send, or something that nobody has looked at.
var errNoCopy = errors.New("cannot be copied: only calls of an operation whose body is absent, or JSON that was kept whole")

// newCopy makes a copy of a call to base. People are made up, and so is the externalId of an init: other content under the same one is
// refused.
func newCopy(s shown, e exchange, base string) (copied, error) {
	if e.operation == "" || !e.over || !e.body.whole() {
		return copied{}, errNoCopy
	}
	path, query, _ := strings.Cut(s.target(e.url, true), "?")
	c := copied{Base: base, Path: path, Query: query, Method: e.method}
	if len(bytes.TrimSpace(e.body.kept)) == 0 {
		return c, nil
	}
	isInit := e.operation == gen.OperationInitMassPayout
	m := message{shown: s, person: madeUp, id: func(name, s string) string {
		if isInit && name == "externalId" {
			s += "-copy"
		}
		return maskedID(name, s)
	}}
	body, whole := m.body(e.body.kept)
	if !whole {
		return copied{}, errNoCopy
	}
	for line := range strings.Lines(body) { // no string goes over a line
		c.Body += strings.TrimSpace(line)
	}
	c.HasBody, c.MadeUp = true, isInit
	return c, nil
}

// madeUp stands for a person: of the same form, and nobody's. No bank has the code 99999, no operator 500.
func madeUp(name, s string) string {
	switch {
	case slices.ContainsFunc(TestRecipients(), func(r TestRecipient) bool { return s == r.IBAN || s == r.Phone || s == r.MemberID }):
		return s // nobody, and what becomes of the line hangs on it
	case name == "description":
		return strings.TrimSpace("copied " + marker().FindString(s))
	case name != "recipientInfo":
		return "Ad Soyad"
	case strings.HasPrefix(s, "+"):
		return "+905000000001"
	case strings.HasPrefix(s, "TR") && identifier().MatchString(s):
		return "TR809999900000000000000001"
	case identifier().MatchString(s) && len(s) == 11:
		return "99900000142"
	case identifier().MatchString(s):
		return "99800001"
	}
	return "none"
}

// curl is a script for sh that signs the call and sends it.
func (c copied) curl() (string, error) { return c.write(curlText) }

// goProgram is a program that does the same.
func (c copied) goProgram() (string, error) {
	text, err := c.write(goText)
	if err != nil {
		return "", err
	}
	formatted, err := format.Source([]byte(text))
	return string(formatted), err
}

func (c copied) write(text string) (string, error) {
	t, err := template.New("copy").Funcs(template.FuncMap{
		"sh": func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" },
		"go": func(s string) string { return fmt.Sprintf("%q", s) },
	}).Parse(text)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = t.Execute(&out, c)
	return out.String(), err
}

const curlText = `# Keys come from IYZICO_API_KEY and IYZICO_SECRET_KEY.{{if .MadeUp}} The people in it, and its externalId, are made up.{{end}}
path={{sh .Path}}
body={{sh .Body}}
random=$(date +%s)$$
signature=$(printf %s "$random$path$body" | openssl dgst -sha256 -hmac "$IYZICO_SECRET_KEY" -r | cut -d ' ' -f 1)
authorization=$(printf %s "apiKey:$IYZICO_API_KEY&randomKey:$random&signature:$signature" | base64 | tr -d '\n')
curl -sS -X {{.Method}} {{sh .Base}}"$path"{{with .Query}}{{sh (print "?" .)}}{{end}} \
  -H "Authorization: IYZWSv2 $authorization" -H "x-iyzi-rnd: $random"{{if .HasBody}} \
  -H 'Content-Type: application/json' --data-binary "$body"{{end}}
`

const goText = `// Keys come from IYZICO_API_KEY and IYZICO_SECRET_KEY.{{if .MadeUp}} The people in it, and its externalId, are made up.{{end}}
package main

import (
	"context"
	"io"
	"log"
	"net/http"
	"os"
	{{if .HasBody}}"strings"{{end}}

	"github.com/iyzipayout/iyzipayout/signing"
)

func main() {
	credentials, err := signing.NewCredentials(os.Getenv("IYZICO_API_KEY"), os.Getenv("IYZICO_SECRET_KEY"))
	if err != nil {
		log.Fatal(err)
	}
	signer, err := signing.New(credentials)
	if err != nil {
		log.Fatal(err)
	}
	request, err := http.NewRequest({{go .Method}}, {{go (print .Base .Path)}}{{with .Query}}+{{go (print "?" .)}}{{end}}, {{if .HasBody}}strings.NewReader({{go .Body}}){{else}}nil{{end}})
	if err != nil {
		log.Fatal(err)
	}
	{{if .HasBody}}request.Header.Set("Content-Type", "application/json"){{end}}
	if err := signer.Edit(context.Background(), request); err != nil {
		log.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(os.Stdout, response.Body); err != nil {
		log.Fatal(err)
	}
}
`
