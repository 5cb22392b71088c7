/** What each shell is told. The shells know nothing but how to ask: `latchkey __complete <words>` knows the rest. */

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The first word of the command line that the shells ask with. Not for people. */
export const COMPLETE = '__complete';

// Quotes and backslashes are taken away by hand: eval would run what somebody is only typing.
const BASH = `# latchkey completion for bash. Put it where bash finds it:
#   latchkey completion bash > ~/.local/share/bash-completion/completions/latchkey
_latchkey_plain() {
    case $1 in
        \\'*) REPLY=\${1#\\'}; REPLY=\${REPLY%\\'} ;;
        \\"*) REPLY=\${1#\\"}; REPLY=\${REPLY%\\"} ;;
        *) REPLY=\${1//\\\\/} ;;
    esac
}
_latchkey() {
    local typed=\${COMP_WORDS[COMP_CWORD]} words=() lines=() word REPLY
    for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
        _latchkey_plain "$word"
        words+=("$REPLY")
    done
    COMPREPLY=()
    mapfile -t lines < <(latchkey __complete "\${words[@]}" 2>/dev/null)
    case \${lines[0]} in
        files) compopt -o default 2>/dev/null; return ;;
        folders) compopt -o dirnames 2>/dev/null; return ;;
    esac
    for word in "\${lines[@]:1}"; do
        word=\${word%%$'\\t'*}
        case $typed in
            # Within quotes nothing can be escaped: what a device calls itself must not become a command.
            [\\'\\"]*) [[ $word == *[\\'\\"\\$\\\\\\\`!]* ]] || COMPREPLY+=("$word") ;;
            *) printf -v word %q "$word"; COMPREPLY+=("$word") ;;
        esac
    done
}
complete -F _latchkey latchkey
`;

const ZSH = `#compdef latchkey
# latchkey completion for zsh. Put it into a folder of $fpath:
#   latchkey completion zsh > "\${fpath[1]}/_latchkey"
_latchkey() {
    local -a lines values shown
    local line
    lines=("\${(@f)$(latchkey __complete "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    case \${lines[1]} in
        files) _files; return ;;
        folders) _files -/; return ;;
    esac
    for line in "\${(@)lines[2,-1]}"; do
        values+=("\${line%%$'\\t'*}")
        shown+=("\${line//$'\\t'/  -- }")
    done
    compadd -l -d shown -a values
}
if [ "$funcstack[1]" = "_latchkey" ]; then _latchkey "$@"; else compdef _latchkey latchkey; fi
`;

const FISH = `# latchkey completion for fish:
#   latchkey completion fish > ~/.config/fish/completions/latchkey.fish
function __latchkey_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l lines (latchkey __complete $words[2..-1] 2>/dev/null)
    switch "$lines[1]"
        case files folders
            __fish_complete_path (commandline -ct)
        case '*'
            printf '%s\\n' $lines[2..-1]
    end
end
complete -c latchkey -f -a '(__latchkey_complete)'
`;

/** The script that teaches a shell to complete `latchkey`. */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
