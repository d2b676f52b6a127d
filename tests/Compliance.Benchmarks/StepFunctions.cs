using System.Threading.Channels;
using Compliance.Local.Durable;
using Microsoft.DurableTask;

namespace Compliance.Benchmarks;

/// <summary>Functions that do next to nothing: what is measured is the engine.</summary>
/// <param name="holds">Whether the activity that holds never ends.</param>
sealed class StepFunctions(bool holds) : IDurableFunctions
{
    /// <summary>Calls as many activities as its input says, one after another.</summary>
    public const string Chain = "Chain";

    /// <summary>Calls one activity that may hold.</summary>
    public const string Held = "Held";

    const string Next = "Next";
    const string Hold = "Hold";

    readonly Channel<int> holding = Channel.CreateUnbounded<int>();

    /// <summary>Waits until that many activities hold.</summary>
    public async Task HoldingAsync(int activities)
    {
        for (var i = 0; i < activities; i++)
        {
            await holding.Reader.ReadAsync();
        }
    }

    public ITaskOrchestrator? FindOrchestrator(string name) => name switch
    {
        Chain => new Orchestrator(async (context, steps) =>
        {
            var done = 0;
            while (done < steps)
            {
                done = await context.CallActivityAsync<int>(Next, done);
            }

            return done;
        }),
        Held => new Orchestrator((context, _) => context.CallActivityAsync<int>(Hold, 0)),
        _ => null,
    };

    public ITaskActivity? FindActivity(string name, CancellationToken stopping) => name switch
    {
        Next => new Activity(done => Task.FromResult(done + 1)),
        Hold => new Activity(async done =>
        {
            holding.Writer.TryWrite(done);
            await (holds ? Task.Delay(Timeout.Infinite, stopping) : Task.CompletedTask);
            return done;
        }),
        _ => null,
    };

    sealed class Orchestrator(Func<TaskOrchestrationContext, int, Task<int>> run) : TaskOrchestrator<int, int>
    {
        public override Task<int> RunAsync(TaskOrchestrationContext context, int input) => run(context, input);
    }

    sealed class Activity(Func<int, Task<int>> run) : TaskActivity<int, int>
    {
        public override Task<int> RunAsync(TaskActivityContext context, int input) => run(input);
    }
}
