using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Contract;

/// <summary>Serves the HTTP contract to clients, tools and the explorer page.</summary>
public sealed class ContractEndpoints
{
    [Function("ReadContract")]
    [AllowAnonymousAccess]
    public IActionResult Yaml([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/openapi.yaml")] HttpRequest request) =>
        new ContentAnswer("application/yaml", HttpContract.Yaml);

    [Function("ReadContractAsJson")]
    [AllowAnonymousAccess]
    public IActionResult Json([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/openapi.json")] HttpRequest request) =>
        new ContentAnswer("application/json; charset=utf-8", HttpContract.Json);
}
