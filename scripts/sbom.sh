#!/bin/sh
# Lists the modules of a binary: sbom BINARY DOCUMENT DATE. cyclonedx-gomod writes the time of the day into it; with that of the commit
# a release has the same bytes whenever it is built.
set -eu
cyclonedx-gomod bin -json -noserial -licenses=false -output "$2" "$1"
sed -i.day "s/\"timestamp\": \"[^\"]*\"/\"timestamp\": \"$3\"/" "$2"
rm "$2.day"
