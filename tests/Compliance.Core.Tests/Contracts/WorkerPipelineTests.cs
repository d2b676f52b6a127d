using Azure.Core.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Compliance.Core.Tests.Contracts;

public sealed class WorkerPipelineTests
{
    readonly CollectingBuilder builder = new();

    [Fact]
    public async Task Middleware_runs_in_the_order_it_was_added()
    {
        var trace = new List<string>();
        builder.Services.AddSingleton(trace);
        builder.UseMiddleware<Tracing>();
        builder.UseMiddleware(async (_, next) =>
        {
            trace.Add("in");
            await next();
            trace.Add("out");
        });

        await Run();

        Assert.Equal(["first", "in", "function", "out", "last"], trace);

        Task Run() => builder.Run(Context(), _ =>
        {
            trace.Add("function");
            return Task.CompletedTask;
        });
    }

    [Theory]
    [InlineData(true, new[] { "first", "delegate", "last" })]
    [InlineData(false, new string[0])]
    public async Task Conditional_middleware_runs_only_when_its_condition_holds(bool holds, string[] expected)
    {
        var trace = new List<string>();
        builder.Services.AddSingleton(trace);
        builder.UseWhen<Tracing>(_ => holds);
        builder.UseWhen(_ => holds, (_, next) =>
        {
            trace.Add("delegate");
            return next();
        });

        await builder.Run(Context(), _ => Task.CompletedTask);

        Assert.Equal(string.Join(' ', expected), string.Join(' ', trace));
    }

    [Fact]
    public void One_instance_of_a_middleware_serves_the_app()
    {
        builder.UseMiddleware<Tracing>();

        Assert.Equal(ServiceLifetime.Singleton, Assert.Single(builder.Services).Lifetime);
    }

    [Fact]
    public void Conditional_middleware_needs_a_condition() =>
        Assert.Throws<ArgumentNullException>("predicate", () => builder.UseWhen<Tracing>(null!));

    [Fact]
    public void A_result_is_asked_of_the_bindings_feature()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Context().GetInvocationResult());

        Assert.StartsWith("No feature is registered with the type", failure.Message);
    }

    [Fact]
    public void The_http_context_is_null_where_no_request_started_the_call()
    {
        var context = Context();
        Assert.Null(context.GetHttpContext());

        var request = new DefaultHttpContext();
        context.Items["HttpRequestContext"] = request;
        Assert.Same(request, context.GetHttpContext());
    }

    [Fact]
    public void A_parameter_knows_whether_it_may_be_null()
    {
        Assert.True(new FunctionParameter("name", typeof(string)).IsReferenceOrNullableType);
        Assert.True(new FunctionParameter("count", typeof(int?)).IsReferenceOrNullableType);
        Assert.False(new FunctionParameter("count", typeof(int)).IsReferenceOrNullableType);
        Assert.Throws<ArgumentNullException>("name", () => new FunctionParameter(null!, typeof(int)));
    }

    [Fact]
    public void Empty_entries_are_included_unless_switched_off()
    {
        var options = new WorkerOptions();
        Assert.True(options.IncludeEmptyEntriesInMessagePayload);

        options.IncludeEmptyEntriesInMessagePayload = false;

        Assert.False(options.Capabilities.ContainsKey("IncludeEmptyEntriesInMessagePayload"));
    }

    [Fact]
    public async Task The_worker_reads_property_names_in_any_casing()
    {
        using var app = FunctionsApplication.CreateBuilder([]).ConfigureFunctionsWebApplication().Build();
        var serializer = Assert.IsType<JsonObjectSerializer>(app.Services.GetRequiredService<IOptions<WorkerOptions>>().Value.Serializer);

        var sample = await serializer.DeserializeAsync(
            new MemoryStream("""{"NAME":"x"}"""u8.ToArray()), typeof(Sample), TestContext.Current.CancellationToken);

        Assert.Equal(new Sample("x"), sample);
        var written = serializer.Serialize(new Sample("x"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("""{"Name":"x"}""", written.ToString());
    }

    [Fact]
    public void An_application_is_built_once()
    {
        var application = FunctionsApplication.CreateBuilder([]);
        application.UseMiddleware((_, next) => next());
        application.Build().Dispose();

        Assert.Throws<InvalidOperationException>(application.Build);
        Assert.Throws<InvalidOperationException>(() => application.UseMiddleware((_, next) => next()));
    }

    [Fact]
    public async Task A_contract_does_not_pretend_to_be_hosted()
    {
        Lane.RequireContract(typeof(FunctionsApplication));
        using var app = FunctionsApplication.CreateBuilder([]).Build();

        var refusal = await Assert.ThrowsAsync<NotSupportedException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(Lane.Refusal, refusal.Message);
    }

    BareContext Context() => new() { InstanceServices = builder.Services.BuildServiceProvider() };

    sealed record Sample(string Name);

    sealed class Tracing(List<string> trace) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            trace.Add("first");
            await next(context);
            trace.Add("last");
        }
    }
}
