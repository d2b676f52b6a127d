using Compliance.Functions;
using Compliance.Functions.Platform;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
if (LocalMode.IsAsked(builder.Configuration))
{
#if LOCAL_SERVICES
    await Compliance.Functions.Local.LocalWorker.RunAsync(builder);
    return;
#else
    throw new InvalidOperationException(
        $"{LocalMode.Section} works with 'func start' on a checkout: what is published has no local services.");
#endif
}

builder.AddCompliance(builder.Configuration).AddAzure(builder.Configuration);
builder.Build().Run();
