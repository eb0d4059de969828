// Command bench prints how much processor time and memory the library takes for its work, as ratios to what a plain library takes for
// the same, measured in turns in one run. It is a module of its own, so that the libraries it is compared with reach nobody else.
//
// A row group is a file: a function that returns rows, named in groups.
package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
)

// groups are the row groups, in the order of the table.
func groups(c *commands) [][]row {
	return [][]row{decodeRows(), encodeRows(), signRows(), moneyRows(), checkRows(), emulatorRows(), memoryRows(), c.rows()}
}

func main() {
	rounds := flag.Int("rounds", 9, "how often each row is measured")
	only := flag.String("only", "", "measure only the rows whose name matches this regular expression")
	earlier := flag.String("earlier", "", "commit whose command line today's is compared with; without it those rows are left out")
	peak := flag.String("peak", "", "do one piece of work and say how much memory it took at most (used by the program itself)")
	flag.Parse()
	if *peak != "" {
		fmt.Println(peakOf(*peak))
		return
	}
	match, err := regexp.Compile(*only)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
	c := &commands{earlier: *earlier}
	defer c.close()
	fmt.Printf("%s, %d processors, %s; %d rounds, medians (least to most)\n\n", runtime.Version(), runtime.NumCPU(), runtime.GOARCH, *rounds)
	fmt.Println("| work | × | peers | ours | target |\n|---|---|---|---|---|")
	for _, group := range groups(c) {
		for _, r := range group {
			if match.MatchString(r.work) {
				fmt.Println("|", strings.Join(r.measure(*rounds), " | "), "|")
			}
		}
	}
}
