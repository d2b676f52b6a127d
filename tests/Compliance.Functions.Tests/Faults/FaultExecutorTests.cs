using System.Text.Json;
using Azure;
using Compliance.Functions.Faults;
using Compliance.Functions.Tests.Access;
using Compliance.Functions.Tests.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Invocation;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Functions.Tests.Faults;

public sealed class FaultExecutorTests
{
    const string Secret = "07700900000";
    const string Told = "Azure.RequestFailedException 412 LeaseIdMissing, call invocation-1";

    readonly Throwing inner = new(new RequestFailedException(412, Secret, "LeaseIdMissing", new InvalidOperationException(Secret)));
    readonly LogLines<FaultExecutor> log = new();

    [Theory]
    [InlineData("activityTrigger")]
    [InlineData("timerTrigger")]
    [InlineData("blobTrigger")]
    public async Task ExecuteAsync_FunctionThrows_TypeAndIdGoOnAndTheLogHasThemWithTheStack(string trigger)
    {
        var told = await Assert.ThrowsAsync<FunctionFailedException>(() => RunAsync(Call(trigger)));

        Assert.Equal(Told, told.Message);
        Assert.Null(told.InnerException);
        var line = Assert.Single(log.Written);
        Assert.StartsWith(
            "Function Sample failed, invocation-1: Azure.RequestFailedException 412 LeaseIdMissing at ", line, StringComparison.Ordinal);
        Assert.Contains(nameof(Throwing), line, StringComparison.Ordinal);
        Assert.All([told.ToString(), line], x => Assert.DoesNotContain(Secret, x, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ExecuteAsync_RequestOrOrchestrator_KeepsItsException()
    {
        await Assert.ThrowsAsync<RequestFailedException>(() => RunAsync(Call("orchestrationTrigger")));
        await Assert.ThrowsAsync<RequestFailedException>(
            () => RunAsync(new HttpCall("Sample", new DefaultHttpContext(), trigger: "httpTrigger")));
        Assert.Empty(log.Written);
    }

    [Fact]
    public async Task ExecuteAsync_HostStops_IsCancelledAndNotFailed()
    {
        var cancelled = new Throwing(new OperationCanceledException());
        var call = Call("activityTrigger");
        call.Cancellation = new CancellationToken(canceled: true);

        await Assert.ThrowsAsync<OperationCanceledException>(() => new FaultExecutor(cancelled, log).ExecuteAsync(call).AsTask());
        await Assert.ThrowsAsync<FunctionFailedException>(
            () => new FaultExecutor(cancelled, log).ExecuteAsync(Call("activityTrigger")).AsTask());
    }

    /// <summary>The worker's own Durable extension, around the executor of the application: what it throws is what the host writes
    /// down.</summary>
    [Fact]
    public async Task ExecuteAsync_InTheOfficialWorker_TheHistoryGetsNoMessageOfALibrary()
    {
        var builder = AzureRegistrationTests.Azure(services => services.AddSingleton<IFunctionExecutor>(_ => inner));
        builder.ConfigureDurableExtension();
        await using var services = builder.Services.BuildServiceProvider();
        var durable = builder.Services.Select(x => x.ServiceType).Single(x => x.Name == "DurableFunctionExecutor");

        var executor = (IFunctionExecutor)services.GetRequiredService(durable);
        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => executor.ExecuteAsync(Call("activityTrigger")).AsTask());

        var details = JsonDocument.Parse(thrown.ToString()).RootElement;
        Assert.Equal(typeof(FunctionFailedException).FullName, details.GetProperty("errorType").GetString());
        Assert.Equal(Told, details.GetProperty("errorMessage").GetString());
        Assert.DoesNotContain(Secret, thrown.Message + thrown + thrown.StackTrace + thrown.InnerException, StringComparison.Ordinal);
    }

    [Fact]
    public void FaultOf_Details_IsTheFaultThatTheFunctionToldOrTheEnginesOwnWord()
    {
        Assert.Equal("Azure.RequestFailedException 412 LeaseIdMissing", FunctionFailedException.FaultOf(
            new TaskFailureDetails(
                typeof(FunctionFailedException).FullName!, Told, StackTrace: null, InnerFailure: null, Properties: null)));
        Assert.Equal("ActivityTaskNotFound", FunctionFailedException.FaultOf(
            new TaskFailureDetails("ActivityTaskNotFound", Secret, StackTrace: null, InnerFailure: null, Properties: null)));
    }

    static HttpCall Call(string trigger) => new("Sample", http: null, trigger: trigger);

    Task RunAsync(FunctionContext call) => new FaultExecutor(inner, log).ExecuteAsync(call).AsTask();

    sealed class Throwing(Exception exception) : IFunctionExecutor
    {
        public async ValueTask ExecuteAsync(FunctionContext context)
        {
            await Task.CompletedTask;
            throw exception;
        }
    }
}
