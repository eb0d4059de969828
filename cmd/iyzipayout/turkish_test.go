package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// saidBy are the functions whose first constant text is a sentence of ours.
func saidBy() []string {
	return []string{
		"say", "sprintf", "Sayf", "Errorf", "New", "Term", "word", "confirm", "count", "Text", // everywhere
		"report", "complain", "spoil", "final", "foreign", "notReady", "differs", "leaveOut", // packages payfile and runner
		"add", "tell", "goOnKnown", "confirmOnceMore", // package payout, and lists
	}
}

// wholly are functions and constants of which each text with a blank is one of ours.
func wholly() []string {
	return []string{"explain", "shortReason", "refuse", "line", "NewReport", "use", "notText", "whyExternalID", "meaningOf", "mustBe"}
}

// sentences are the files whose constants are said.
func sentences() []string {
	return []string{"runner/warnings.go", "runner/options.go", "runner/recall.go", "runner/list.go", "payout/report.go", "payfile/header.go", "environment.go", "pay_held.go", "render.go"}
}

// words are those that are put together.
func words() []string {
	return []string{"column itemExternalId", "column recipientType", "column recipientInfo", "column recipientName", "column amount", "column currency", "column description", "column nonWithdrawable",
		"ok", "problem", "keys", "journal", "proxy", "DNS", "connection", "TLS", "answer", "clock", "address", "FILE or ID",
		"comma", "point", "not sent", "refused", "unknown", "description", "the environment", "the keyring", "the API key", "the secret key"}
}

// notSaid is what is not meant for whoever pays: what only a program does wrong, and other verbs' sentences.
func notSaid() *regexp.Regexp {
	return regexp.MustCompile(`^(looked once|held back, see WithPacer|runner: |payout: (an option|base URL|locale|With|%s must be|a plan|the call was given)|journal: |With[A-Z]|page: |ref: |language: |format: must|--ca-file|the client is empty|the approval is empty|IYZICO_|emulator \(|payout: %v$|%[vsw]([:\n] ?%[vsw])*$|[^a-zA-Z]*$|[A-Z][a-z]+[A-Z]?[a-zA-Z]*ID$)`)
}

// saidIn lists what the files say, with the place.
func saidInFiles(t *testing.T, files []string) map[string]string {
	t.Helper()
	keys, consts := map[string]string{}, map[string]string{}
	fset := token.NewFileSet()
	var parsed []*ast.File
	for _, name := range files {
		file, err := parser.ParseFile(fset, name, nil, 0)
		require.NoError(t, err)
		parsed = append(parsed, file)
	}
	var text func(ast.Expr) (string, bool)
	text = func(e ast.Expr) (string, bool) {
		switch e := e.(type) {
		case *ast.BasicLit:
			value, err := strconv.Unquote(e.Value)
			return value, err == nil && e.Kind == token.STRING
		case *ast.BinaryExpr:
			left, ok := text(e.X)
			right, also := text(e.Y)
			return left + right, ok && also
		case *ast.ParenExpr:
			return text(e.X)
		case *ast.Ident:
			value, known := consts[e.Name]
			return value, known
		}
		return "", false
	}
	for _, file := range parsed {
		for _, d := range file.Decls {
			if group, is := d.(*ast.GenDecl); is && group.Tok == token.CONST {
				for _, spec := range group.Specs {
					value := spec.(*ast.ValueSpec)
					for i := range value.Values {
						if s, ok := text(value.Values[i]); ok {
							consts[value.Names[i].Name] = s
						}
					}
				}
			}
		}
	}
	for _, file := range parsed {
		name := fset.Position(file.Pos()).Filename
		add := func(key string, at token.Pos) {
			if key = strings.ReplaceAll(key, "%w", "%v"); !notSaid().MatchString(key) {
				keys[key] = fset.Position(at).String()
			}
		}
		for _, d := range file.Decls {
			if group, is := d.(*ast.GenDecl); is && group.Tok == token.CONST && slices.ContainsFunc(sentences(), func(file string) bool { return strings.HasSuffix(name, file) }) {
				for _, spec := range group.Specs {
					for _, value := range spec.(*ast.ValueSpec).Values {
						if s, ok := text(value); ok {
							add(s, value.Pos())
						}
					}
				}
			}
			function, is := d.(*ast.FuncDecl)
			if is && slices.Contains(wholly(), function.Name.Name) {
				ast.Inspect(function, func(n ast.Node) bool {
					if e, is := n.(*ast.BasicLit); is {
						if s, ok := text(e); ok && strings.Contains(s, " ") {
							add(s, e.Pos())
						}
					}
					return true
				})
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				name := ""
				switch f := n.Fun.(type) {
				case *ast.Ident:
					name = f.Name
				case *ast.SelectorExpr:
					name = f.Sel.Name
					if of, is := f.X.(*ast.Ident); is && of.Name == "lazyregexp" {
						name = "" // nothing that is said
					}
				}
				switch {
				case name == "all", name == "drawn":
					for _, arg := range n.Args {
						if s, ok := text(arg); ok {
							add(s, arg.Pos())
						}
					}
				case slices.Contains(saidBy(), name):
					longest := "" // beside the name of a field
					for _, arg := range n.Args {
						if s, ok := text(arg); ok && len(s) > len(longest) {
							longest = s
						}
					}
					if name == "count" && longest != "" {
						longest = "%d " + longest
					}
					add(longest, n.Pos())
				}
			case *ast.KeyValueExpr:
				key, is := n.Key.(*ast.Ident)
				if s, ok := text(n.Value); is && ok {
					switch key.Name {
					case "Noun":
						add("%d "+s, n.Pos())
					case "Reason", "problem":
						add(s, n.Pos())
					}
				}
			case *ast.CompositeLit:
				if list, is := n.Type.(*ast.ArrayType); is {
					if of, is := list.Elt.(*ast.Ident); is && of.Name == "string" && len(n.Elts) > 4 {
						for _, e := range n.Elts {
							if s, ok := text(e); ok {
								add(s, e.Pos())
							}
						}
					}
				}
			case *ast.AssignStmt:
				for i, left := range n.Lhs {
					name := ""
					switch left := left.(type) {
					case *ast.SelectorExpr:
						name = left.Sel.Name
					case *ast.Ident:
						name = left.Name
					}
					if i < len(n.Rhs) && slices.Contains([]string{"problem", "Reason", "end", "why", "how", "hint", "what"}, name) {
						if s, ok := text(n.Rhs[i]); ok && s != "" {
							add(s, left.Pos())
						}
					}
				}
			}
			return true
		})
	}
	return keys
}

// payFamily are the files of the verbs that pay and of what they are made of.
func payFamily(t *testing.T) (files []string) {
	t.Helper()
	for _, pattern := range []string{
		"environment.go", "pay*.go", "render*.go", "prepare.go", "release.go", "resume.go", "rest.go", "status.go", "list.go", "cancel.go", "spool.go", "exit.go", "keys.go", "profile.go", "ask.go", "signals.go", "doctor*.go", "items.go", "template.go", "flags.go",
		"../../payout/*.go", "../../payout/internal/together/*.go", "../../payout/runner/*.go", "../../payout/payfile/*.go", "../../payout/journal/*.go",
	} {
		found, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, name := range found {
			if !strings.HasSuffix(name, "_test.go") && !strings.HasSuffix(name, "payfile/write.go") {
				files = append(files, name)
			}
		}
	}
	return files
}

func allKeys(t *testing.T) map[string]string {
	t.Helper()
	keys, byFolder := map[string]string{}, map[string][]string{}
	for _, name := range payFamily(t) {
		byFolder[filepath.Dir(name)] = append(byFolder[filepath.Dir(name)], name)
	}
	for _, files := range byFolder {
		maps.Copy(keys, saidInFiles(t, files))
	}
	for _, word := range words() {
		keys[word] = "words"
	}
	hints, err := os.ReadFile("../../codes/known.txt")
	require.NoError(t, err)
	for block := range strings.SplitSeq(strings.TrimSpace(string(hints)), "\n\n") {
		keys[strings.ReplaceAll(strings.Split(strings.TrimSpace(block), "\n")[1], "%", "%%")] = "codes/known.txt"
	}
	return keys
}

// Whatever pay and its relatives say has its Turkish, and nothing is translated that nobody says.
func TestTurkishIsComplete(t *testing.T) {
	t.Parallel()
	turkish, err := turkish()
	require.NoError(t, err)
	said := allKeys(t)
	for key, at := range said {
		assert.Contains(t, turkish.words, key, "%s: turkish.json has no %q", at, key)
	}
	for key := range turkish.words {
		assert.Contains(t, said, key, "turkish.json has %q, which nothing says", key)
	}
	require.Greater(t, len(said), 400)
}

// argument finds what a format is filled with.
func arguments(format string) (used []int) {
	next := 0
	for _, verb := range regexp.MustCompile(`%(?:\[(\d+)\])?[a-zA-Z]`).FindAllStringSubmatch(strings.ReplaceAll(format, "%%", ""), -1) {
		next++
		if verb[1] != "" {
			next, _ = strconv.Atoi(verb[1])
		}
		if !slices.Contains(used, next) {
			used = append(used, next)
		}
	}
	slices.Sort(used)
	return used
}

// A translation says each argument. None prints numbers with %d: they come as texts, see language.sprintf.
func TestTurkishSaysEveryArgument(t *testing.T) {
	t.Parallel()
	turkish, err := turkish()
	require.NoError(t, err)
	for key, translated := range turkish.words {
		assert.Equal(t, arguments(key), arguments(translated), "%q: %q", key, translated)
		assert.NotRegexp(t, `%(\[\d+\])?[^vqU\[%]`, translated, key)
		assert.Equal(t, strings.Count(key, "\n"), strings.Count(translated, "\n"), "%q: %q", key, translated)
	}
}

// speakingVerbs are those whose help is Turkish, too.
func speakingVerbs() []string {
	return strings.Fields("pay prepare release status list resume rest cancel template items item balance doctor exit-codes environment")
}

// The help of the verbs that pay has its Turkish, paragraph by paragraph, and nothing is translated that no help says.
func TestTurkishHelpIsComplete(t *testing.T) {
	t.Parallel()
	words, root, said := helpWords(), testRoot(), map[string]string{}
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	add := func(text, where string) {
		for p := range strings.SplitSeq(text, "\n\n") {
			if !regexp.MustCompile(`^(  (iyzipayout|export|itemExternalId)[ ,]|$)`).MatchString(p) {
				said[p] = where
			}
		}
	}
	add(root.Long, "root")
	for _, g := range root.Groups() {
		add(g.Title, "groups")
	}
	for _, cmd := range root.Commands() {
		add(cmd.Short, cmd.Name())
		if slices.Contains(speakingVerbs(), cmd.Name()) {
			add(cmd.Long, cmd.Name())
			cmd.Flags().VisitAll(func(f *pflag.Flag) { add(f.Usage, cmd.Name()+" --"+f.Name) })
		}
	}
	for text, where := range said {
		assert.NotEmpty(t, words[text], "%s: turkish_help.txt has no %q", where, text)
	}
	for text := range words {
		assert.Contains(t, said, text, "turkish_help.txt has %q, which no help says", text)
	}
}
