package contract

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

// rules breaks each rule that the document states about a value, and each that an answer must meet together with its
// request.
func (w *scribe) rules(n node, good *made) {
	x := n.schema.source.Extensions
	if _, ok := x["x-not-blank"]; ok {
		for _, blank := range []string{"", " ", "\t\n", "\u00a0"} {
			w.replace("blank identifier", n, text(blank), drift.Rule)
		}
	}
	if words := asList(x["x-values"]); len(words) > 0 {
		for _, other := range []string{"", "de", strings.ToUpper(words[0].(string)), words[0].(string) + "-XX"} {
			w.replace("word beyond the known", n, text(other), drift.Rule)
		}
	}
	if _, ok := x["x-form"]; ok && n.owner != nil {
		good := n.find(w.good).text
		for _, other := range []string{"", strings.ToLower(good), good + "1", " " + good, good + "\n"} {
			w.replace("form", n, text(other), drift.Rule)
		}
	}
	if n.schema.clock {
		for _, other := range []string{"1759231970", "1759231970716000", "-1759231970716", "0"} {
			w.replace("no epoch milliseconds", n, number(other), drift.Rule)
		}
	}
	switch x["x-sign"] {
	case "positive":
		w.replace("sign", n, number("0"), drift.Rule)
		w.replace("sign", n, number("-1"), drift.Rule)
	case "not-negative":
		w.replace("sign", n, number("-1"), drift.Rule)
	}
	if _, ok := x["x-digits"]; ok {
		w.replace("digits", n, number("1"+strings.Repeat("0", 15)), drift.Rule)
		w.replace("digits", n, number("0.123456789"), drift.Rule)
		w.replace("digits", n, number("1e15"), drift.Rule)
		w.replace("digits", n, number("1e-9"), drift.Rule)
	}
	w.lists(n)
	w.pairs(n)
	w.answers(n, good)
}

// lists drifts lists as wholes.
func (w *scribe) lists(n node) {
	v := n.find(w.good)
	if v.kind != arrayValue {
		return
	}
	if n.schema.source.MinItems > 0 {
		w.replace("too few elements", n, &value{kind: arrayValue}, drift.Constraint)
	}
	by, names := n.schema.source.Extensions["x-unique-by"], []string{}
	if one, ok := by.(string); ok {
		names = append(names, one)
	}
	for _, name := range asList(by) {
		names = append(names, name.(string))
	}
	for _, by := range names {
		if len(v.elements) < 2 || v.elements[0].get(by) == nil {
			continue
		}
		w.add("not unique", n.at.String()+" "+by, n.at.element(1).member(by).String(), func(root *value) {
			list := n.find(root)
			list.elements[1].put(by, list.elements[0].get(by))
		}, drift.Rule)
	}
}

// pairs drifts members that depend on each other.
func (w *scribe) pairs(n node) {
	v := n.find(w.good)
	for _, each := range asList(n.schema.source.Extensions["x-required-when"]) {
		rule := each.(map[string]any)
		property, when, word := rule["property"].(string), rule["when"].(string), asList(rule["is"])[0].(string)
		for _, spoil := range []func(*value){
			func(o *value) { o.drop(property) },
			func(o *value) { o.put(property, text("")) },
			func(o *value) { o.put(property, text(" \t")) },
		} {
			w.add("required by another", n.at.String(), n.at.member(property).String(), func(root *value) {
				n.find(root).put(when, text(word))
				spoil(n.find(root))
			}, drift.Rule)
		}
	}
	if names := asList(n.schema.source.Extensions["x-required-one-of"]); len(names) > 0 {
		w.add("required one of", n.at.String(), n.at.String(), func(root *value) {
			for _, name := range names {
				n.find(root).drop(name.(string))
			}
		}, drift.Rule)
	}
	for _, each := range asList(n.schema.source.Extensions["x-form-by"]) {
		rule := each.(map[string]any)
		property, by := rule["property"].(string), rule["by"].(string)
		for word, form := range rule["forms"].(map[string]any) {
			for _, other := range []string{"", "5x", "Ayşe Yılmaz", "TR92 0086 4021 0000 5482 9861 78", "tr920086402100005482986178", "05456856931", "+90 545 685 69 31", "12-34"} {
				if regexp.MustCompile("^(?:" + form.(string) + ")$").MatchString(other) {
					continue
				}
				w.add("form by another", n.at.String()+" "+word+" "+other, n.at.member(property).String(), func(root *value) {
					n.find(root).put(by, text(word))
					n.find(root).put(property, text(other))
					if unless, exempts := rule["unless"].(string); exempts {
						n.find(root).put(unless, text("QUEUED"))
					}
				}, drift.Rule)
			}
		}
	}
	for _, name := range n.schema.names() {
		limit := n.schema.property(name).notAbove
		if limit == "" || v.get(name) == nil || v.get(limit) == nil {
			continue
		}
		w.add("part above the whole", n.at.member(name).String(), n.at.member(name).String(), func(root *value) {
			n.find(root).put(limit, number("100.50"))
			n.find(root).put(name, number("100.50000001"))
		}, drift.Sum)
	}
}

// answers drifts what an answer must have in common with its request, and with itself.
func (w *scribe) answers(n node, good *made) {
	if good == nil {
		return
	}
	v := n.find(w.good)
	if of, ok := n.schema.source.Extensions["x-echoes"].(string); ok && good.request.get(of) != nil {
		other := text(v.text + "x")
		if v.kind == numberValue {
			sum, _ := new(big.Int).SetString(v.text, 10)
			other = number(sum.Add(sum, big.NewInt(1)).String())
		}
		w.replace("not echoed", n, other, drift.Echo)
	}
	for _, p := range good.op.parameters {
		if p.in == "path" && p.schema.role == n.schema.role && n.schema.role != "" {
			w.add("not echoed", n.at.String(), "", func(root *value) { n.find(root).text += "x" }, drift.Echo)
		}
	}
	switch n.schema.role {
	case roleTotal:
		w.add("total below the listed", n.at.String(), n.at.up.String(), func(root *value) { *n.find(root) = *number("1") }, drift.Sum)
		if n.at.up.up != nil {
			w.add("two different totals", n.at.String(), "", func(root *value) { *n.find(root) = *number("77") }, drift.Contradiction)
		}
	case roleRefusedItem:
		w.add("refused but never sent", n.at.String(), n.at.up.String(), func(root *value) { n.find(root).text = "never-sent" }, drift.Items)
		if n.at.up.index == 1 {
			w.add("refused twice", n.at.String(), n.at.up.String(), func(root *value) {
				n.find(root).text = n.at.up.up.element(0).member(n.name).find(root).text
			}, drift.Items)
		}
	case roleErrorCode:
		w.add("success with an error code", n.at.String(), "", func(root *value) { root.setRole(good.media, roleResult, "success") }, drift.Contradiction)
	case roleBatch:
		if good.op.leadsTo != "" {
			w.add("failure with an id", n.at.String(), "", func(root *value) { root.setRole(good.media, roleResult, "failure") }, drift.Contradiction)
		}
	}
	if n.schema.excludes != nil {
		w.excluded(n, good)
	}
}

// excluded puts every status of the whole next to every status that an item cannot have meanwhile.
func (w *scribe) excluded(n node, good *made) {
	item := slices.IndexFunc(nodes(good.media, w.good), func(other node) bool {
		return other.schema.next != nil && other.schema.excludes == nil && other.at.inList()
	})
	if item < 0 {
		return
	}
	at := nodes(good.media, w.good)[item].at
	for whole, words := range n.schema.excludes {
		for _, word := range words {
			w.add("status of item and whole", whole+" with "+word, at.String(), func(root *value) {
				n.find(root).text = whole
				at.find(root).text = word
			}, drift.Contradiction)
		}
	}
}

// setRole sets the member of the outermost object that plays a role.
func (v *value) setRole(s *schema, role, to string) {
	for _, name := range s.names() {
		if s.property(name).role == role {
			v.put(name, text(to))
		}
	}
}

// textMutants drifts the text of a body as a whole.
func textMutants(body []byte) []bodyMutant {
	var list []bodyMutant
	add := func(kind string, text string, want ...Kind) {
		list = append(list, bodyMutant{edit{kind: kind, what: strconv.Quote(text[:min(len(text), 20)]), want: want}, []byte(text)})
	}
	good := string(body)
	parts := 97
	if raceDetector {
		parts = 7
	}
	for i := 1; i < len(good)-1; i += max(1, len(good)/parts) {
		// Half a character is one more fault, which may be named first.
		list = append(list, bodyMutant{edit{kind: "truncated", what: strconv.Itoa(i)}, []byte(good[:i])})
		list[len(list)-1].want = []Kind{drift.Truncated, drift.InvalidUTF8}
		if cut := list[len(list)-1]; parsedPointer(cut.text) != "" {
			list[len(list)-1].pointer = parsedPointer(cut.text)
		}
	}
	for _, rest := range []string{"x", "}", "]", ",", "\x00", ";", "//", "\xef\xbb\xbf"} {
		add("trailing bytes", good+rest, drift.TrailingData)
	}
	for _, rest := range []string{"{}", "\n" + good, " null", "1"} {
		add("two documents", good+rest, drift.TrailingData)
	}
	add("byte order mark", "\xef\xbb\xbf"+good, drift.ByteOrderMark)
	for _, other := range []string{"\xff\xfe{\x00}\x00", "\xfe\xff\x00{\x00}"} {
		add("UTF-16", other, drift.InvalidUTF8)
	}
	for _, other := range []string{"<html><body>502</body></html>", "<!DOCTYPE html>", "  \n<?xml version=\"1.0\"?><a/>"} {
		add("markup", other, drift.HTML)
	}
	for _, other := range []string{"", " ", "\r\n\t"} {
		add("empty body", other, drift.EmptyBody)
	}
	for _, other := range []string{
		"Service Unavailable", ")]}',\n" + good, "callback(" + good + ")", "// note\n" + good, good[:len(good)-1] + ",}", "{'a':1}", "{a:1}", "{}}"[:0] + "upstream timed out",
		"\x1f\x8b\x08\x00", "status=success", "-", "tru", "nul", "None",
	} {
		add("not JSON", other, drift.NotJSON, drift.InvalidUTF8, drift.Truncated)
	}
	return list
}

// parsedPointer is where the decoder stops.
func parsedPointer(body []byte) string {
	var found []Finding
	parseText(body, report{findings: &found})
	for _, f := range found {
		if f.Kind == drift.Truncated {
			return f.Pointer
		}
	}
	return ""
}
