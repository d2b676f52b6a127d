using Google.Protobuf;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Protobuf;
using Microsoft.DurableTask.Worker.Grpc;

namespace Compliance.Local.Tests.Histories;

/// <summary>
/// The last turn of an orchestration: the whole history it was given, and what it did with it. Kept as JSON; the ids in it are those of
/// test runs.
/// </summary>
sealed record History(OrchestratorRequest Request, OrchestratorResponse Response)
{
    static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithIndentation("  "));

    public static History Of(string request, string response) => new(
        OrchestratorRequest.Parser.ParseFrom(Convert.FromBase64String(request)),
        OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(response)));

    public static History Read(string path)
    {
        var parts = File.ReadAllText(path).Split("\n---\n");
        return new History(
            JsonParser.Default.Parse<OrchestratorRequest>(parts[0]), JsonParser.Default.Parse<OrchestratorResponse>(parts[1]));
    }

    public string Orchestration => Events.First(x => x.ExecutionStarted is not null).ExecutionStarted.Name;

    public bool IsLastTurn => Response.Actions.Any(x => x.CompleteOrchestration is not null);

    IEnumerable<HistoryEvent> Events => Request.PastEvents.Concat(Request.NewEvents);

    /// <summary>What today's code does with this history.</summary>
    public History Replay(ITaskOrchestrator orchestrator) =>
        this with { Response = Of(Request.ToByteString().ToBase64(), GrpcOrchestrationRunner.LoadAndRun(
            Request.ToByteString().ToBase64(), orchestrator)).Response };

    /// <summary>What was done, without the version that the next round is begun under.</summary>
    public string Actions()
    {
        var actions = Response.Clone();
        foreach (var end in actions.Actions.Select(x => x.CompleteOrchestration).OfType<CompleteOrchestrationAction>())
        {
            end.NewVersion = null;
        }

        return Json.Format(actions);
    }

    /// <summary>Stacks name the machine that wrote them.</summary>
    public History WithoutStacks()
    {
        var stripped = new History(Request.Clone(), Response.Clone());
        foreach (var failure in stripped.Events.Select(x => x.TaskFailed?.FailureDetails))
        {
            for (var at = failure; at is not null; at = at.InnerFailure)
            {
                at.StackTrace = "";
            }
        }

        return stripped;
    }

    public override string ToString() => $"{Json.Format(Request)}\n---\n{Json.Format(Response)}\n";
}
