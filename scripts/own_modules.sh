# To be sourced: the modules of this repository are taken from it, by their tags, whether or not these were pushed.
GOPRIVATE=github.com/iyzipayout/iyzipayout
GIT_CONFIG_COUNT=1
GIT_CONFIG_KEY_0=url.file://$(git rev-parse --path-format=absolute --git-common-dir).insteadOf
GIT_CONFIG_VALUE_0=https://github.com/iyzipayout/iyzipayout
export GOPRIVATE GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0
