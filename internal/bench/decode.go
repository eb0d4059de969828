package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/bytedance/sonic"
	jsonv2 "github.com/go-json-experiment/json"
	goccy "github.com/goccy/go-json"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/bench/vanilla"
	"github.com/iyzipayout/iyzipayout/payout"
)

// decodeRows measure whole calls over a transport in memory. The peers decode the body and do nothing else.
func decodeRows() []row {
	var rows []row
	for _, items := range []int{40, 1_000, 10_000} {
		body := page(items)
		target := "≤ 0.25"
		if items == 40 {
			target = "≤ 0.35"
		}
		rows = append(rows, row{
			work: fmt.Sprintf("decode %d items through payout", items), base: decodeVanilla(body), ours: []variant{decodePayout(body, items)}, target: target,
			peers: []variant{
				decoder("encoding/json alone", body, json.Unmarshal), decoder("go-json-experiment", body, func(b []byte, v any) error { return jsonv2.Unmarshal(b, v) }),
				decoder("goccy", body, func(b []byte, v any) error { return goccy.Unmarshal(b, v) }), decoder("sonic", body, sonic.Unmarshal),
				{name: "jx by hand", do: func() { decodeJX(body) }},
			},
		}, row{
			work: fmt.Sprintf("decode %d items through gen", items), base: decodeVanilla(body), ours: []variant{decodeGen(body)}, target: "≤ 0.35",
		})
	}
	return rows
}

func decodeVanilla(body []byte) variant {
	c := must(vanilla.NewClientWithResponses(server, vanilla.WithHTTPClient(inMemory(body))))
	request := vanilla.MassPayoutRetrieveRequest{Page: 0, Size: 10}
	return variant{name: "vanilla", do: func() {
		answer := must(c.RetrieveMassPayoutWithResponse(context.Background(), &vanilla.RetrieveMassPayoutParams{Locale: vanilla.En}, request))
		if answer.JSON200 == nil {
			panic("not decoded")
		}
	}}
}

func decodeGen(body []byte) variant {
	c := must(gen.NewClientWithResponses(server, gen.WithHTTPClient(inMemory(body))))
	request := gen.MassPayoutRetrieveRequest{RequestID: "r", ItemType: gen.ItemTypeValid, Size: 10}
	return variant{name: "gen", allocs: true, do: func() {
		answer := must(c.RetrieveMassPayoutWithResponse(context.Background(), &gen.RetrieveMassPayoutParams{Locale: gen.LocaleEn}, request))
		if answer.JSON200 == nil {
			panic("not decoded")
		}
	}}
}

func decodePayout(body []byte, items int) variant {
	c, ref, page := client(body), payout.ByRequestID("r"), payout.Page{Size: items}
	return variant{name: "payout", allocs: true, do: func() {
		if answer := must(c.Retrieve(context.Background(), ref, page)); len(answer.Items) != items {
			panic("not decoded")
		}
	}}
}

func decoder(name string, body []byte, unmarshal func([]byte, any) error) variant {
	return variant{name: name, do: func() {
		var answer vanilla.MassPayoutRetrieveResponse
		must(0, unmarshal(body, &answer))
	}}
}
