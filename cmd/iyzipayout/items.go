package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout"
)

// itemObject is an item as iyzico shows it, masked.
type itemObject struct {
	ItemExternalID string `json:"itemExternalId"`
	ReferenceCode  string `json:"referenceCode,omitempty"`
	RequestID      string `json:"massPayoutRequestId,omitempty"`
	RecipientType  string `json:"recipientType,omitempty"`
	Recipient      string `json:"recipient,omitempty"`
	Name           string `json:"name,omitempty"`
	Amount         string `json:"amount,omitempty"`
	Commission     string `json:"commission,omitempty"`
	Currency       string `json:"currency,omitempty"`
	Status         string `json:"itemStatus"`
	Meaning        string `json:"meaning"` // of the status, in words
	Reason         string `json:"reason,omitempty"`
}

func newItems(s streams) *cobra.Command {
	f := askFlags{}
	byRequest, kind := false, "all"
	cmd := &cobra.Command{
		Use:   "items ID",
		Short: "List the items of a payout as iyzico shows them",
		Long: `items lists what iyzico has of a payout, by its externalId or, with --request-id, by the vendor's requestId. No journal is needed, and nothing
is changed. A file that was paid as several batches has one externalId for each: content-..., content-...-2, and so on. 'iyzipayout status' shows the
lines of all batches with what they mean for you. Recipients and names are masked.

Exit codes:
` + askCodes,
		Example: `  iyzipayout items content-0123456789abcdef0123456789abcdef --env production
  iyzipayout items 179cdefc1-4b5c-4a5b-8a5e-0123456789ab --request-id --env sandbox --type invalid`,
		Args: takes("ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			kinds, known := map[string][]gen.ItemType{
				"all": {gen.ItemTypeValid, gen.ItemTypeInvalid}, "valid": {gen.ItemTypeValid}, "invalid": {gen.ItemTypeInvalid},
			}[kind]
			if !known {
				return exit(exitInput, localize.Errorf("--type %s: must be all, valid or invalid", kind))
			}
			ref := payout.ByExternalID(args[0])
			if byRequest {
				ref = payout.ByRequestID(args[0])
			}
			return f.ask(cmd.Context(), s, func(client *payout.Client) error { return f.items(cmd.Context(), s, client, ref, kinds) })
		},
	}
	f.bind(cmd, s)
	cmd.Flags().BoolVar(&byRequest, "request-id", false, "ID is the vendor's requestId and not the externalId")
	wordFlag(cmd, &kind, "type", kind, "which items: all, valid (accepted) or invalid (refused by init)", "all", "valid", "invalid")
	return cmd
}

func (f *askFlags) items(ctx context.Context, s streams, client *payout.Client, ref payout.Ref, kinds []gen.ItemType) error {
	var found []gen.MassPayoutItemDetail
	for _, kind := range kinds {
		for item, err := range client.Items(ctx, ref, payout.WithItemType(kind)) {
			if refusal, is := errors.AsType[*payout.Error](err); is && errors.Is(err, payout.ErrNotFound) {
				return exit(exitNo, localize.Errorf("iyzico knows no payout of this %s: %s (code %s)", ref, refusal.Message, refusal.Code))
			}
			if err != nil {
				return err
			}
			found = append(found, item)
		}
	}
	all, err := maskedItems(found)
	if err != nil {
		return err
	}
	if f.output == "json" {
		writeJSON(s.out, all)
		return nil
	}
	rows := [][]string{f.language.all("item", "referenceCode", "recipient", "name", "amount", "commission", "currency", "itemStatus", "meaning", "reason")}
	for _, i := range all {
		rows = append(rows, []string{i.ItemExternalID, i.ReferenceCode, i.Recipient, i.Name, i.Amount, i.Commission, i.Currency, i.Status, f.language.word(i.Meaning), i.Reason})
	}
	f.cells(s.out, rows, 4, 5)
	if f.output == "table" {
		fmt.Fprintln(s.out, f.language.count(len(all), "item"))
	}
	return nil
}

// maskedItems are items as they may be shown, which package payout knows.
func maskedItems(found []gen.MassPayoutItemDetail) ([]itemObject, error) {
	data, err := json.Marshal(payout.Retrieved{Items: found})
	if err != nil {
		return nil, err
	}
	var masked struct{ Items []gen.MassPayoutItemDetail }
	if err := json.Unmarshal(data, &masked); err != nil {
		return nil, err
	}
	all := []itemObject{}
	for _, i := range masked.Items {
		all = append(all, itemObject{
			ItemExternalID: plaintext.Printable(i.ItemExternalID), ReferenceCode: plaintext.Printable(i.ReferenceCode), RequestID: plaintext.Printable(i.MassPayoutRequestID),
			RecipientType: plaintext.Printable(string(i.RecipientType)), Recipient: plaintext.Printable(i.RecipientInfo), Name: plaintext.Printable(i.RecipientName),
			Amount: i.TotalAmount.String(), Commission: i.CommissionAmount.String(), Currency: plaintext.Printable(i.CurrencyCode),
			Status: plaintext.Printable(string(i.ItemStatus)), Meaning: meaningOf(i.ItemStatus),
			Reason: plaintext.Printable(strings.Join(append(i.ErrorMessages, nonEmpty(i.ErrorMessage)...), "; ")),
		})
	}
	return all, nil
}

func nonEmpty(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// meaningOf says in words what the document knows of a status.
func meaningOf(status gen.MassPayoutItemStatus) string {
	return cmp.Or(map[gen.MassPayoutItemStatusMeaning]string{
		gen.MassPayoutItemStatusMeaningPaid: "paid", gen.MassPayoutItemStatusMeaningFailed: "not paid", gen.MassPayoutItemStatusMeaningRefused: "refused, not paid",
		gen.MassPayoutItemStatusMeaningReturned: "not paid, the money is back", gen.MassPayoutItemStatusMeaningKeptBack: "not paid, and the money is not back",
		gen.MassPayoutItemStatusMeaningCanceled: "canceled, not paid", gen.MassPayoutItemStatusMeaningWaiting: "waits, not settled",
		gen.MassPayoutItemStatusMeaningRunning: "under way, not settled",
	}[status.Meaning()], "not known to this version: conclude nothing from it")
}

func newItem(s streams) *cobra.Command {
	f := askFlags{}
	cmd := &cobra.Command{
		Use:   "item REFERENCECODE",
		Short: "Show one item by the vendor's reference code",
		Long: `item asks iyzico about one payment, by the referenceCode that results, 'status' and 'items' show. Recipient and name are masked.

Exit codes:
` + askCodes,
		Example: `  iyzipayout item 28537283 --env production`,
		Args:    takes("REFERENCECODE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.ask(cmd.Context(), s, func(client *payout.Client) error {
				found, err := client.Item(cmd.Context(), args[0])
				if refusal, is := errors.AsType[*payout.Error](err); is && errors.Is(err, payout.ErrInvalidRequest) && payout.OutcomeOf(err) == payout.OutcomeRefused {
					return exit(exitNo, localize.Errorf("iyzico shows no item of this referenceCode: %s (code %s); results, 'iyzipayout status' and 'iyzipayout items' name them",
						refusal.Message, refusal.Code))
				}
				if err != nil {
					return err
				}
				all, err := maskedItems([]gen.MassPayoutItemDetail{*found})
				if err != nil {
					return err
				}
				if f.output == "json" {
					writeJSON(s.out, all[0])
					return nil
				}
				i := all[0]
				if f.output == "table" {
					i.Amount, i.Commission = f.language.number(i.Amount), f.language.number(i.Commission)
				}
				rows := [][]string{f.language.all("member", "value")}
				for _, row := range [][2]string{
					{"itemExternalId", i.ItemExternalID}, {"referenceCode", i.ReferenceCode}, {"massPayoutRequestId", i.RequestID}, {"recipientType", i.RecipientType},
					{"recipient", i.Recipient}, {"name", i.Name}, {"amount", i.Amount}, {"commission", i.Commission}, {"currency", i.Currency},
					{"itemStatus", i.Status}, {"meaning", f.language.word(i.Meaning)}, {"reason", i.Reason},
				} {
					row[0] = f.language.word(row[0])
					rows = append(rows, row[:])
				}
				f.cells(s.out, rows)
				return nil
			})
		},
	}
	f.bind(cmd, s)
	return cmd
}

func newBalance(s streams) *cobra.Command {
	f := askFlags{}
	cmd := &cobra.Command{
		Use:   "balance",
		Short: "Ask for the balance that payouts are paid from",
		Long: `balance prints the mass payout balance of the merchant, with the digits that iyzico answered. It names no currency, and says nothing about what
iyzico charges on top of a payout, which is not documented.

Exit codes:
` + askCodes,
		Example: `  iyzipayout balance --env production`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.ask(cmd.Context(), s, func(client *payout.Client) error {
				balance, err := client.Balance(cmd.Context())
				if err != nil {
					return err
				}
				at := ""
				if !balance.SystemTime.IsZero() {
					at = balance.SystemTime.UTC().Format(time.RFC3339)
				}
				switch f.output {
				case "json":
					writeJSON(s.out, map[string]string{"environment": f.environment(client), "balance": balance.Amount.String(), "systemTime": at})
				case "csv":
					f.cells(s.out, [][]string{f.language.all("environment", "balance", "systemTime"), {f.environment(client), balance.Amount.String(), at}}, 1)
				default:
					fmt.Fprintln(s.out, balance.Amount)
				}
				return nil
			})
		},
	}
	f.bind(cmd, s)
	return cmd
}
