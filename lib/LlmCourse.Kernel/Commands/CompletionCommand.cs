using System.CommandLine;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course completion SHELL</c>: a script that lets the shell ask this program for completions.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # course: completion for bash. Use it with: source <(course completion bash)
        _course_complete() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(course "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _course_complete course
        """;

    private const string Zsh = """
        # course: completion for zsh. Use it with: source <(course completion zsh)
        _course() {
            compadd -- ${(f)"$(course "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)"}
        }
        compdef _course course
        """;

    private const string PowerShell = """
        # course: completion for PowerShell. Use it with: course completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName course -ScriptBlock {
            param($word, $tree, $position)
            course "[suggest:$position]" "$tree" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    private static readonly Dictionary<string, string> Scripts = new() { ["bash"] = Bash, ["zsh"] = Zsh, ["pwsh"] = PowerShell };

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or pwsh" };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Print a script that completes this command's words in your shell.") { shell };
        command.SetAction(result => result.InvocationConfiguration.Output.WriteLine(Scripts[result.GetRequiredValue(shell)]));
        return command;
    }
}
