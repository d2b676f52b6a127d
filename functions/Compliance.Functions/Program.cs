using Compliance.Functions;
using Compliance.Functions.Platform;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication().AddCompliance(builder.Configuration).AddAzure(builder.Configuration);
builder.Build().Run();
