using Compliance.Local.Cli;

return await LocalCommand.RunAsync(args);
