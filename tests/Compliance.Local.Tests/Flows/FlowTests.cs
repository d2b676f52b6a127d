namespace Compliance.Local.Tests.Flows;

/// <summary>
/// What Azure does with each flow is written down in <c>Flows/azure.txt</c>. The extension is held against it, so that a new version of it
/// shows here, and the local engine, which does the same but for what <see cref="Differences"/> names.
/// </summary>
public sealed class FlowTests(OracleRuns oracle, LocalRuns local)
{
    static readonly Dictionary<string, string> Approved = Read();

    /// <summary>Flows that the local engine ends otherwise: how, and why that may be.</summary>
    public static IReadOnlyDictionary<string, (string Notes, string Reason)> Differences { get; } =
        new Dictionary<string, (string, string)>(StringComparer.Ordinal)
        {
            ["odd instance ids"] = (
                """
                  slash: ArgumentException
                  backslash: ArgumentException
                  hash: ArgumentException
                  question mark: ArgumentException
                  tab: ArgumentException
                  space: taken
                  an entity's: ArgumentException
                  100 characters: taken
                  101 characters: ArgumentException

                """,
                "The extension's documentation forbids these ids, its gRPC endpoint takes them; what runs here must run on every backend."),
            ["an activity that is not there"] = (
                """
                  x: Completed, output "ActivityTaskNotFound: There is no activity function named 'NoSuchActivity'."

                """,
                "The extension says (unknown)."),
            ["a failed orchestration's details"] = (
                """
                  x: Failed, output System.InvalidOperationException: outer
                  details System.InvalidOperationException

                """,
                "Azure Storage keeps none; nothing of the app reads them."),
            ["an unknown instance"] = (
                """
                  got: nothing
                  raise: RpcException NotFound
                  terminate: RpcException NotFound
                  suspend: RpcException NotFound
                  resume: RpcException NotFound
                  restart: RpcException Unimplemented
                  purged: 0

                """,
                "Nothing of the app restarts orchestrations."),
            ["a restart under the same id"] = (
                """
                  x: Completed, output "a"
                  restart: RpcException Unimplemented

                """,
                "Nothing of the app restarts orchestrations."),
            ["versions: the default, an own one, and another with a new beginning"] = (
                """
                  default: Completed, output "''"
                  own: Completed, output "'0.5'"
                  next: Completed, output "'1.0'"

                """,
                "One process runs one version of the code: there is no deployment beside it."),
        };

    public static TheoryData<string> Names { get; } = [.. new FlowTable().All.Select(x => x.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_extension_does_what_is_written(string flow) =>
        Assert.Equal(Approved.GetValueOrDefault(flow, ""), await oracle.NotesOfAsync(flow));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_local_engine_does_as_the_extension(string flow) =>
        Assert.Equal(
            Differences.TryGetValue(flow, out var other) ? other.Notes : Approved.GetValueOrDefault(flow, ""),
            await local.NotesOfAsync(flow));

    [Fact]
    public void What_is_written_are_the_flows_there_are()
    {
        Assert.Equal(Names.Select(x => x.Data), Approved.Keys);
        Assert.All(Differences, x => Assert.NotEqual(Approved[x.Key], x.Value.Notes));
    }

    static Dictionary<string, string> Read()
    {
        var (found, name) = (new Dictionary<string, string>(StringComparer.Ordinal), "");
        foreach (var line in File.ReadLines(Repository.PathOf("tests", "Compliance.Local.Tests", "Flows", "azure.txt")))
        {
            if (line.StartsWith(' '))
            {
                found[name] += line + "\n";
            }
            else
            {
                found[name = line] = "";
            }
        }

        return found;
    }
}
