package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// commands are two builds of iyzipayout, that of an earlier commit and today's, and an emulator that both pay through. What is measured is
// the processor time of their processes.
type commands struct {
	earlier, dir string
	old, ours    string // the executables
	emulator     *exec.Cmd
	address      string // of the emulator
	runs         int
}

func (c *commands) rows() []row {
	const lines = 10_000
	rows := []row{
		{work: "check of one HAR", target: "≤ 0.7", before: c.build, base: c.check(&c.old), ours: []variant{c.check(&c.ours)}},
		{work: fmt.Sprintf("pay of %d lines", lines), target: "≤ 0.55", before: c.start, base: c.pay(&c.old, lines), ours: []variant{c.pay(&c.ours, lines)}},
	}
	for i := range rows {
		rows[i].base.name = c.earlier
		if c.earlier == "" {
			rows[i].value = func() string { return "left out: say which commit to compare with, such as EARLIER=e32951e" }
		}
	}
	return rows
}

func (c *commands) close() {
	if c.emulator != nil {
		_ = c.emulator.Process.Kill()
		_ = c.emulator.Wait()
	}
	if c.dir != "" {
		_ = os.RemoveAll(c.dir)
	}
}

// build makes both, once.
func (c *commands) build() {
	if c.dir != "" {
		return
	}
	root := must(filepath.Abs("../.."))
	c.dir = must(os.MkdirTemp("", "iyzipayout-bench"))
	c.ours, c.old = filepath.Join(c.dir, "ours"), filepath.Join(c.dir, "old")
	run(root, "go", "build", "-o", c.ours, "./cmd/iyzipayout")
	tree := filepath.Join(c.dir, "tree")
	run(root, "git", "worktree", "add", "--detach", tree, c.earlier)
	run(tree, "go", "build", "-o", c.old, "./cmd/iyzipayout")
	run(root, "git", "worktree", "remove", "--force", tree)
}

func run(dir, name string, args ...string) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	must(0, cmd.Run())
}

// check is `check` of a HAR file as recorders write it.
func (c *commands) check(binary *string) variant {
	return variant{name: "check", child: true, do: func() {
		must(exec.Command(*binary, "check", "../../contract/testdata/har/chrome.har").Output())
	}}
}

// pay is `pay` of a file that was not paid before, with a journal of its own.
func (c *commands) pay(binary *string, lines int) variant {
	return variant{name: "pay", child: true, do: func() {
		c.runs++
		dir := filepath.Join(c.dir, strconv.Itoa(c.runs))
		must(0, os.Mkdir(dir, 0o700))
		defer os.RemoveAll(dir)
		file := filepath.Join(dir, "pay.csv")
		must(0, os.WriteFile(file, payroll(c.runs, lines), 0o600))
		args := []string{"pay", file, "--base-url", c.address, "--journal", filepath.Join(dir, "journal"), "--yes"}
		if binary == &c.ours {
			args = append(args, "--second-look", "1ms") // which only waits
		}
		cmd := exec.Command(*binary, args...)
		cmd.Env = append(os.Environ(), "IYZICO_API_KEY=sandbox-emulator-api-key", "IYZICO_SECRET_KEY=sandbox-emulator-secret-key")
		if out, err := cmd.CombinedOutput(); err != nil {
			panic(fmt.Sprintf("%v: %s", err, out[max(0, len(out)-1000):]))
		}
	}}
}

// payroll is a file of lines that no other run has.
func payroll(run, lines int) []byte {
	var b bytes.Buffer
	b.WriteString("itemExternalId;recipientType;recipientInfo;recipientName;amount;currency;description;nonWithdrawable\n")
	for i := range lines {
		account := fmt.Sprintf("0006400000%012d", i)
		fmt.Fprintf(&b, "emp-%d-%06d;IBAN;%s;Ayşe Yılmaz %d;%d,50;TRY;Kasım maaşı;\n", run, i, turkish(account), i, 10+i%7)
	}
	return b.Bytes()
}

// turkish is an account's IBAN, with its check digits.
func turkish(account string) string {
	rest := 0
	for _, digit := range account + "292700" { // TR00
		rest = (rest*10 + int(digit-'0')) % 97
	}
	return fmt.Sprintf("TR%02d%s", 98-rest, account)
}

// start runs today's emulator, whose time is not counted.
func (c *commands) start() {
	c.build()
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	address := listener.Addr().String()
	must(0, listener.Close())
	c.address = "http://" + address
	c.emulator = exec.Command(c.ours, "emulator", "--addr", address, "--pace", "test")
	must(0, c.emulator.Start())
	for range 100 {
		if answer, err := http.Get(c.address + "/_emulator/ledger"); err == nil {
			_ = answer.Body.Close()
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	panic("the emulator does not answer at " + c.address)
}
