package main

import (
	"github.com/go-faster/jx"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// decodeJX reads the members of a page that matter with go-faster/jx, as code generated for it would. It checks neither names nor UTF-8.
func decodeJX(body []byte) gen.MassPayoutRetrieveResponse {
	var response gen.MassPayoutRetrieveResponse
	d := jx.DecodeBytes(body)
	text := func(into *string) (err error) {
		*into, err = d.Str()
		return err
	}
	amount := func(into *money.Decimal) error {
		n, err := d.Num()
		if err == nil {
			*into, err = money.Parse(n.String())
		}
		return err
	}
	item := func(into *gen.MassPayoutItemDetail) func(*jx.Decoder, []byte) error {
		return func(d *jx.Decoder, key []byte) error {
			switch string(key) {
			case "referenceCode":
				return text(&into.ReferenceCode)
			case "itemExternalId":
				return text(&into.ItemExternalID)
			case "recipientType":
				return text((*string)(&into.RecipientType))
			case "recipientInfo":
				return text(&into.RecipientInfo)
			case "recipientName":
				return text(&into.RecipientName)
			case "description":
				return text(&into.Description)
			case "itemStatus":
				return text((*string)(&into.ItemStatus))
			case "currencyCode":
				return text(&into.CurrencyCode)
			case "massPayoutRequestId":
				return text(&into.MassPayoutRequestID)
			case "totalAmount":
				return amount(&into.TotalAmount)
			case "commissionAmount":
				return amount(&into.CommissionAmount)
			}
			return d.Skip()
		}
	}
	must(0, d.ObjBytes(func(d *jx.Decoder, key []byte) error {
		if string(key) != "massPayoutItems" {
			return d.Skip()
		}
		return d.ObjBytes(func(d *jx.Decoder, key []byte) error {
			if string(key) != "items" {
				return d.Skip()
			}
			return d.Arr(func(d *jx.Decoder) error {
				all := append(response.MassPayoutItems.Items, gen.MassPayoutItemDetail{})
				response.MassPayoutItems.Items = all
				return d.ObjBytes(item(&all[len(all)-1]))
			})
		})
	}))
	return response
}
