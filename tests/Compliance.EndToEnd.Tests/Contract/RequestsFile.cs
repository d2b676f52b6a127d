using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Compliance.Local.Hosting;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>One request of the file.</summary>
/// <param name="Title">What stands behind <c>###</c>.</param>
/// <param name="Name">Its <c># @name</c>; null where nothing refers to it.</param>
/// <param name="Until">The state that its answer is to say; null: once is enough.</param>
public sealed record FileRequest(string Title, string? Name, string? Until, string Line, IReadOnlyList<string> Headers, string Body);

/// <summary>
/// <c>functions/requests.http</c>, read as VS Code's REST Client and Visual Studio read it: <c>@name = value</c>, <c>### title</c>,
/// <c># @name</c>, <c>{{variable}}</c>, <c>{{name.response.body.$.path}}</c>, <c>{{$randomInt least most}}</c>.
/// </summary>
public sealed partial class RequestsFile
{
    const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    readonly Dictionary<string, string> variables = new(StringComparer.Ordinal);
    readonly Dictionary<string, JsonNode> answers = new(StringComparer.Ordinal);

    public RequestsFile(Uri host)
    {
        var parts = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "functions", "requests.http")).Split("\n### ");
        foreach (var match in Variable().Matches(parts[0]).Cast<Match>())
        {
            variables[match.Groups["name"].Value] = match.Groups["value"].Value.Trim();
        }

        variables["host"] = host.ToString().TrimEnd('/');
        Requests = [.. parts.Skip(1).Select(Read)];
    }

    public IReadOnlyList<FileRequest> Requests { get; }

    public void Keep(FileRequest request, JsonNode answer) => answers[request.Name!] = answer;

    /// <summary>With values in place of everything in double braces.</summary>
    public string Fill(string text) => Placeholder().Replace(text, x => x.Groups["what"].Value.Trim() switch
    {
        var random when random.StartsWith("$randomInt ", StringComparison.Ordinal) => Number(random.Split(' ')),
        var named when named.Split(".response.body.$.") is [var name, var path] => Follow(answers[name], path),
        var variable => Fill(variables[variable]),
    });

    static FileRequest Read(string part)
    {
        var lines = part.Split('\n');
        var request = lines.Skip(1).SkipWhile(x => x.StartsWith('#') || x.Length == 0).ToArray();
        var name = lines.FirstOrDefault(x => x.StartsWith("# @name ", StringComparison.Ordinal))?["# @name ".Length..];
        return new FileRequest(
            lines[0],
            name,
            Repeat().Match(lines[0]) is { Success: true } repeat ? repeat.Groups["state"].Value : null,
            request[0],
            [.. request.Skip(1).TakeWhile(x => x.Length > 0)],
            string.Join('\n', request.SkipWhile(x => x.Length > 0)).Trim());
    }

    static string Number(string[] parts)
    {
        var (least, most) = (int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
        return Random.Shared.Next(least, most).ToString(CultureInfo.InvariantCulture);
    }

    static string Follow(JsonNode answer, string path) => path.Split('.', '[').Aggregate(
        answer, (at, step) => step.EndsWith(']') ? at[int.Parse(step[..^1], CultureInfo.InvariantCulture)]! : at[step]!).GetValue<string>();

    [GeneratedRegex(@"^@(?<name>\w+)\s*=\s*(?<value>.+)$", Options | RegexOptions.Multiline, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex("{{(?<what>.+?)}}", Options, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"Repeat until state is (?<state>\w+)\.", Options, 1000)]
    private static partial Regex Repeat();
}
