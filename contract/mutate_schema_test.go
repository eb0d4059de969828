package contract

import (
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

// types replaces a value by one of every other JSON type.
func (w *scribe) types(n node) {
	for _, other := range []*value{
		{kind: nullValue}, {kind: boolValue, text: "true"}, number("7"), text("7"), {kind: arrayValue}, {kind: objectValue},
	} {
		switch {
		case n.schema.accepts(other):
		case other.kind == nullValue:
			w.replace("null", n, other, drift.Null)
		default:
			w.replace("type", n, other, drift.Type, drift.Alternative)
		}
	}
	good := n.find(w.good)
	wrapped := &value{kind: arrayValue, elements: []value{*good}}
	if !n.schema.accepts(wrapped) {
		w.replace("type", n, wrapped, drift.Type, drift.Alternative)
	}
	if inner := string(render(good)); good.kind == objectValue || good.kind == arrayValue {
		w.replace("type", n, text(inner), drift.Type) // encoded twice
	}
}

// replaceAnywhere puts something in a node's place that is no JSON. The decoder may notice it behind the value; the message
// names the byte.
func (w *scribe) replaceAnywhere(kind string, n node, text string) {
	w.replace(kind, n, number(text), drift.NotJSON)
	w.edits[len(w.edits)-1].pointer = anywhere
}

// accepts reports whether the document allows a value of this JSON type.
func (s *schema) accepts(v *value) bool {
	for _, alternative := range slices.Concat(s.oneOf, s.anyOf) {
		if len(s.types) == 0 && alternative.accepts(v) {
			return true
		}
	}
	if v.kind == nullValue {
		return s.nullable
	}
	return slices.ContainsFunc(s.types, func(t string) bool {
		return t == v.kind.String() || t == "integer" && v.kind == numberValue
	})
}

// words drifts strings: enums, and the text itself.
func (w *scribe) words(n node) {
	good := n.find(w.good)
	if good.kind != stringValue {
		return
	}
	for _, broken := range []string{`"\ud800"`, `"\udc00"`, `"a\ud83d z"`, `"\ud83d\ud83d"`, `"\uDE00\uD83D"`} {
		w.replace("lone surrogate", n, number(broken), drift.Surrogate)
	}
	for _, broken := range []string{"\"\xff\"", "\"a\xc3\"", "\"\xed\xa0\x80\"", "\"\xc0\xaf\"", "\"\xf4\x90\x80\x80\""} {
		by := number(broken)
		w.add("invalid UTF-8", n.at.String(), "", func(root *value) { *n.find(root) = *by }, drift.InvalidUTF8)
	}
	w.replace("replacement character", n, text("a\uFFFDb"), drift.InvalidUTF8)
	for _, broken := range []string{"\"a\nb\"", "\"a\x00b\"", "\"tab\there\"", `"\x41"`, `"\u12"`, `'single'`, "unquoted"} {
		w.replaceAnywhere("not JSON", n, broken)
	}
	if len(n.schema.enum) == 0 {
		return
	}
	for _, word := range []string{"BRAND_NEW", good.text + "_2", "", " " + good.text, good.text + " ", "İ" + good.text} {
		w.replace("new enum value", n, text(word), drift.Enum)
	}
	for _, word := range []string{strings.ToLower(good.text), strings.ToUpper(good.text), strings.ToUpper(good.text[:1]) + strings.ToLower(good.text[1:])} {
		if word != good.text {
			w.replace("enum in other capitals", n, text(word), drift.EnumCase)
		}
	}
}

// numbers drifts the way numbers are written, and their range.
func (w *scribe) numbers(n node) {
	integer := slices.Contains(n.schema.types, "integer")
	if !integer && !slices.Contains(n.schema.types, "number") {
		return
	}
	for _, word := range []string{"NaN", "Infinity", "-Infinity", "-NaN"} {
		w.replace("NaN or Infinity", n, number(word), drift.NotJSON)
	}
	for _, word := range []string{"01", "+1", ".5", "1.", "0x10", "1_000", "1,5", "--1", "1e", "1 000", "١"} {
		w.replaceAnywhere("not JSON", n, word)
	}
	// A decoder's limit on exponents must not be one on time.
	for _, word := range []string{"1e400", "1e-400", "-1e400", "1e99999999999999999999", "1e-99999999999999999999", strings.Repeat("9", 400), "0." + strings.Repeat("3", 400)} {
		w.replace("overflow and underflow", n, number(word), drift.NumberRange)
	}
	if !integer {
		return
	}
	for _, word := range []string{"9223372036854775808", "-9223372036854775809", "18446744073709551616"} {
		w.replace("beyond int64", n, number(word), drift.NumberRange)
	}
	good := n.find(w.good).text
	for _, word := range []string{good + ".0", good + "e0", good + "E+0", good + ".00000000"} {
		w.replace("integer as decimal", n, number(word), drift.IntegerForm)
	}
	w.replace("fraction", n, number(good+".5"), drift.Type)
}

// members drifts the members of an object.
func (w *scribe) members(n node, answer bool) {
	v := n.find(w.good)
	for _, name := range []string{"brandNew", "x", "data", "İsim", "a/b~c", "", strings.Repeat("long", 100)} {
		pointer := n.at.member(name).String()
		w.add("unknown property", pointer, pointer, func(root *value) { n.find(root).put(name, text("1")) }, drift.UnknownProperty, drift.RenamedProperty)
	}
	w.add("unknown property", n.at.String()+" nested", n.at.member("brandNew").String(), func(root *value) {
		n.find(root).put("brandNew", &value{kind: objectValue, members: []member{{"inner", *number("1")}}})
	}, drift.UnknownProperty)
	for i := range v.members {
		w.member(n, v, v.members[i].name, answer)
	}
}

func (w *scribe) member(n node, v *value, name string, answer bool) {
	pointer := n.at.member(name).String()
	drop := func(root *value) { n.find(root).drop(name) }
	switch {
	case slices.Contains(n.schema.required, name):
		w.add("required property missing", pointer, pointer, drop, drift.MissingProperty)
	case answer:
		w.add("optional property disappeared", pointer, pointer, drop, drift.Disappeared)
	}
	for _, other := range respelt(name) {
		if n.schema.property(other) != nil {
			continue
		}
		at := n.at.member(other).String()
		w.add("renamed property", at, at, func(root *value) {
			object := n.find(root)
			moved := *object.get(name)
			object.drop(name)
			object.put(other, &moved)
		}, drift.RenamedProperty)
	}
	for _, spelling := range []string{name, raw + `"` + escaped(name) + `"`} {
		for _, first := range []bool{false, true} {
			w.add("duplicate key", pointer, pointer, func(root *value) {
				object := n.find(root)
				second := member{spelling, *object.get(name).copied()}
				if first {
					object.members = append([]member{second}, object.members...)
				} else {
					object.members = append(object.members, second)
				}
			}, drift.DuplicateKey)
		}
	}
}

// respelt are the names under which a member may come back.
func respelt(name string) []string {
	var snake strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' {
			snake.WriteByte('_')
		}
		snake.WriteRune(r)
	}
	list := []string{
		strings.ToUpper(name), strings.ToUpper(name[:1]) + name[1:], strings.ToLower(name), strings.ToLower(snake.String()),
		strings.ReplaceAll(strings.ToLower(snake.String()), "_", "-"), strings.ToUpper(snake.String()), name + "s", name + "_", "_" + name,
		strings.Replace(name, "Id", "ID", 1), name + "New", "new" + strings.ToUpper(name[:1]) + name[1:],
	}
	list = slices.DeleteFunc(list, func(other string) bool { return other == name })
	slices.Sort(list)
	return slices.Compact(list)
}

// escaped spells the first letter of a name as an escape.
func escaped(name string) string {
	const digits = "0123456789abcdef"
	return `\u00` + string(digits[name[0]>>4]) + string(digits[name[0]&15]) + name[1:]
}
