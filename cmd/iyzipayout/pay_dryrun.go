package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/money"
)

// understood is what was read of a file, as a dry run shows it. Personal data is masked.
type understood struct {
	File        string           `json:"file"`
	Environment string           `json:"environment,omitempty"`
	ExternalID  string           `json:"externalId"`
	Lines       []understoodLine `json:"lines"`
	Sums        []understoodSum  `json:"sums"`
	Total       string           `json:"total"`
	Currency    string           `json:"currency"`
	Warnings    []string         `json:"warnings"`
}

type understoodLine struct {
	Line           int    `json:"line"` // of the file, counted from 1
	ItemExternalID string `json:"itemExternalId"`
	RecipientType  string `json:"recipientType"`
	Recipient      string `json:"recipient"`
	Name           string `json:"name,omitempty"`
	Amount         string `json:"amount"`
	Currency       string `json:"currency"`
}

type understoodSum struct {
	RecipientType string `json:"recipientType"`
	Currency      string `json:"currency"`
	Lines         int    `json:"lines"`
	Total         string `json:"total"`
}

// showRead writes every line as it was understood, and what they come to.
func (p *payment) showRead() {
	u := p.understood()
	switch p.output {
	case "json":
		enc := json.NewEncoder(p.out)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		_ = enc.Encode(u) // p.out keeps its error, here and below
	case "csv":
		csvRecords(p.out, p.locale == "tr")(u.records())
	case "xlsx":
		xlsxRecords(p.out, u.records())
	default:
		t := table.NewWriter()
		t.SetStyle(table.StyleLight)
		t.SetColumnConfigs([]table.ColumnConfig{{Number: 5, Align: text.AlignRight}})
		t.AppendHeader(table.Row{"Line", "Item", "Recipient", "Name", "Amount"})
		for _, l := range u.Lines {
			t.AppendRow(table.Row{l.Line, l.ItemExternalID, l.Recipient, l.Name, l.Amount + " " + l.Currency})
		}
		fmt.Fprintln(p.out, t.Render())
		for _, s := range u.Sums {
			fmt.Fprintf(p.out, "%s: %d of %d lines, %s %s\n", s.RecipientType, s.Lines, len(u.Lines), s.Total, s.Currency)
		}
		fmt.Fprintf(p.out, "environment: %s\n", cmp.Or(u.Environment, "none was named (--env)"))
	}
}

// records are the lines for CSV and XLSX, with the amount in the column of [amountColumn].
func (u understood) records() [][]string {
	all := [][]string{{"line", "itemExternalId", "recipient", "name", "amount", "currency", "recipientType", "environment"}}
	for _, l := range u.Lines {
		all = append(all, []string{strconv.Itoa(l.Line), l.ItemExternalID, l.Recipient, l.Name, l.Amount, l.Currency, l.RecipientType, u.Environment})
	}
	return all
}

func (p *payment) understood() understood {
	u := understood{
		File: p.in.name, Environment: p.env, ExternalID: p.plan.ExternalID, Total: p.plan.Total.Value().String(), Currency: p.plan.Total.Currency(),
		Lines: []understoodLine{}, Warnings: append([]string{}, p.in.warnings(p.plan)...),
	}
	if p.emulated() {
		u.Environment = practice
	} else if p.baseURL != "" {
		u.Environment = p.baseURL
	}
	totals := map[string]money.Decimal{}
	for row, err := range p.in.rows() {
		if err != nil {
			continue // the plan was made of this file, so there is none
		}
		r, a := row.Item.Recipient, row.Item.Amount
		kind := string(r.Type())
		u.Lines = append(u.Lines, understoodLine{
			Line: row.Line, ItemExternalID: plaintext.Printable(row.Item.ExternalID), RecipientType: kind, Recipient: r.String(), Name: mask.Name(r.Name()),
			Amount: a.Value().String(), Currency: a.Currency(),
		})
		at := slices.IndexFunc(u.Sums, func(s understoodSum) bool { return s.RecipientType == kind })
		if at < 0 {
			at = len(u.Sums)
			u.Sums = append(u.Sums, understoodSum{RecipientType: kind, Currency: a.Currency()})
		}
		totals[kind] = totals[kind].Add(a.Value())
		u.Sums[at].Lines++
		u.Sums[at].Total = totals[kind].String()
	}
	return u
}
