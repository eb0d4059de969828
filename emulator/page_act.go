package emulator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/signing"
)

// What the page does as a client: its calls are signed, checked, remembered and met by faults like everybody's.

// patience is how long the page waits for an answer that a fault keeps back.
const patience = 5 * time.Second

// act makes one call of the API and remembers its number in d.
func (e *Emulator) act(d *deed, op gen.Operation, parameter string, body any) error {
	signer, err := signing.New(e.Credentials())
	if err != nil {
		return err
	}
	path := op.Path()
	if at := strings.Index(path, "{"); at >= 0 {
		path = path[:at] + parameter
	}
	var text string
	if body != nil {
		encoded, err := encode(body)
		if err != nil {
			return err
		}
		text = string(encoded)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, op.Method(), d.base+path+"?locale=en", strings.NewReader(text))
	if err != nil {
		return err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	request.Header.Set("User-Agent", "the page of the emulator")
	if err := signer.Edit(ctx, request); err != nil {
		return err
	}
	d.said = e.answerInside(request)
	return nil
}

// answerInside answers a call that comes over no connection, and returns its number. A call that a fault keeps for long is not waited
// for: it goes on, as it would if a client had gone away.
func (e *Emulator) answerInside(r *http.Request) (number int) {
	route, _, _ := e.contract.match(r.Method, r.URL.EscapedPath())
	copied, r := e.calls.begin(&nowhere{header: http.Header{}}, r, e.time.now(), route)
	done := make(chan struct{})
	go func() {
		cut := true
		defer close(done)
		defer func() {
			e.calls.end(copied, cut)
			if p := recover(); p != nil && p != http.ErrAbortHandler { // which is how a fault ends what cannot be hijacked
				panic(p)
			}
		}()
		e.serve(copied, r, route)
		cut = false
	}()
	select {
	case <-done:
	case <-r.Context().Done():
	}
	return copied.exchange.number
}

// nowhere takes an answer that is only remembered.
type nowhere struct{ header http.Header }

func (n *nowhere) Header() http.Header         { return n.header }
func (n *nowhere) WriteHeader(int)             {}
func (n *nowhere) Write(p []byte) (int, error) { return len(p), nil }

func (e *Emulator) doAuth(d *deed) error {
	return e.act(d, gen.OperationAuthMassPayout, "", map[string]string{"requestId": d.form.Get("batch")})
}

func (e *Emulator) doCancel(d *deed) error {
	id := d.form.Get("batch")
	if id == "" {
		return errors.New("batch: must be a requestId")
	}
	return e.act(d, gen.OperationCancelMassPayout, id, nil)
}

func (e *Emulator) doRetrieve(d *deed) error {
	return e.act(d, gen.OperationRetrieveMassPayout, "", map[string]any{"requestId": d.form.Get("batch"), "page": 0, "size": 100, "itemType": "VALID"})
}

// doInit hands over an example: so many lines to people who do not exist. With mixed every sixth line meets another end.
func (e *Emulator) doInit(d *deed) error {
	const most = 1000
	count, err := strconv.Atoi(d.form.Get("lines"))
	if err != nil || count < 1 || count > most {
		return fmt.Errorf("lines: must be a whole number from 1 to %d", most)
	}
	names := []string{"Ayşe Yılmaz", "Mehmet Demir", "Zeynep Kaya", "Can Öztürk", "Elif Şahin", "Deniz Aydın", "Murat Çelik"}
	var items []map[string]any
	for i := range count {
		line := map[string]any{
			"itemExternalId": fmt.Sprintf("emp-%d", i+1), "recipientType": "IBAN", "recipientInfo": "TR809999900000000000000001",
			"recipientName": names[i%len(names)], "description": "example salary",
			"amount": map[string]any{"value": money.FromMinor(int64(28000_00+(i*791937)%24000_00), 2), "currency": "TRY"},
		}
		if marks := fates(); d.form.Get("ends") == "mixed" {
			line["description"] = strings.TrimSpace("example salary " + marks[i%len(marks)])
		}
		items = append(items, line)
	}
	return e.act(d, gen.OperationInitMassPayout, "", map[string]any{
		"externalId": e.freeExternalID(), "purpose": gen.PurposeSalary, "conversationId": "from-the-page", "items": items,
	})
}

// freeExternalID is the first example that is not taken.
func (e *Emulator) freeExternalID() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	for n := len(e.store.batches) + 1; ; n++ {
		if id := fmt.Sprintf("example-%d", n); e.store.byExternal[id] == nil {
			return id
		}
	}
}
