package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"github.com/bytedance/sonic"
	goccy "github.com/goccy/go-json"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/bench/vanilla"
	"github.com/iyzipayout/iyzipayout/signing"
)

const taken = `{"status":"success","requestId":"179cdefc","systemTime":1759231970716}`

// encodeRows measure an init: the request encoded and signed, and whole calls over a transport in memory.
func encodeRows() []row {
	signer := newSigner()
	rows := []row{{work: "init of 1 item through payout", base: callVanilla(signer, 1), ours: []variant{callPayout(1)}, target: "≤ 2.5, ≤ 70 allocations"}}
	for _, items := range []int{100, 10_000} {
		request := vanillaRequest(items)
		encoded := func(marshal func(any) ([]byte, error)) func() {
			return func() {
				sign(signer, must(http.NewRequest(http.MethodPost, server+"v1/mass/payout/init", bytes.NewReader(must(marshal(request))))))
			}
		}
		rows = append(rows, row{
			work: fmt.Sprintf("encode and sign %d items", items), base: encodeVanilla(signer, items), ours: []variant{encodeGen(signer, items)},
			peers:  []variant{{name: "goccy", do: encoded(func(v any) ([]byte, error) { return goccy.Marshal(v) })}, {name: "sonic", do: encoded(sonic.Marshal)}},
			target: "≤ 0.75, ≤ 40 allocations",
		}, row{
			work: fmt.Sprintf("init of %d items through payout", items), base: callVanilla(signer, items), ours: []variant{callPayout(items)}, target: "≤ 1.0",
		})
	}
	return rows
}

func newSigner() *signing.Signer { return must(signing.New(credentials())) }

func sign(signer *signing.Signer, r *http.Request) { must(0, signer.Edit(context.Background(), r)) }

func encodeVanilla(signer *signing.Signer, items int) variant {
	body, params := vanillaRequest(items), &vanilla.InitMassPayoutParams{Locale: vanilla.En}
	return variant{name: "vanilla", do: func() { sign(signer, must(vanilla.NewInitMassPayoutRequest(server, params, body))) }}
}

func encodeGen(signer *signing.Signer, items int) variant {
	body, params := genRequest(items), &gen.InitMassPayoutParams{Locale: gen.LocaleEn}
	return variant{name: "gen", allocs: true, do: func() { sign(signer, must(gen.NewInitMassPayoutRequest(server, params, body))) }}
}

// callVanilla is what somebody does who has no more than vanilla and a signer.
func callVanilla(signer *signing.Signer, items int) variant {
	body, params := vanillaRequest(items), &vanilla.InitMassPayoutParams{Locale: vanilla.En}
	c := must(vanilla.NewClientWithResponses(server, vanilla.WithHTTPClient(inMemory([]byte(taken))), vanilla.WithRequestEditorFn(signer.Edit)))
	return variant{name: "vanilla", do: func() { must(c.InitMassPayoutWithResponse(context.Background(), params, body)) }}
}

func callPayout(items int) variant {
	b, c := batch(items), client([]byte(taken))
	return variant{name: "payout", allocs: true, do: func() { must(c.Init(context.Background(), b)) }}
}
