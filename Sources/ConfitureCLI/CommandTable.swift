package import CommandLineKit

/// The table of contents of the product: every command there is.
package enum CommandTable {
  package static let version = "0.1.0"

  package static let tree = CommandTree(
    name: "confiture", version: version, summary: "git for PostgreSQL schemas.", globals: GlobalOptions.self,
    nodes: [
      .section(
        "Start",
        [.leaf(InitCommand.self), .leaf(CloneCommand.self), .leaf(ImportCommand.self)]),
      .section(
        "Work on migrations",
        [
          .leaf(NewCommand.self), .leaf(GenerateDownCommand.self), .leaf(StatusCommand.self),
          .leaf(CommitCommand.self),
        ]),
      .section(
        "Look at the history",
        [
          .leaf(LogCommand.self), .leaf(ShowCommand.self), .leaf(DiffCommand.self), .leaf(RevParseCommand.self),
          .leaf(FsckCommand.self),
        ]),
      .section(
        "Branches and releases",
        [.leaf(BranchCommand.self), .leaf(SwitchCommand.self), .leaf(MergeCommand.self), .leaf(TagCommand.self)]),
      .section(
        "Share", [.leaf(FetchCommand.self), .leaf(PullCommand.self), .leaf(PushCommand.self)]),
      .section(
        "Databases",
        [
          .leaf(CheckoutCommand.self), .leaf(PlanCommand.self), .leaf(ApplyCommand.self), .leaf(PromoteCommand.self),
          .leaf(ApproveCommand.self), .leaf(DeployCommand.self), .leaf(BaselineCommand.self),
          .leaf(DriftCommand.self),
          .leaf(BuildCommand.self),
          .group(
            "tenants", summary: "The many databases, or schemas of one, that follow an environment.",
            [
              .leaf(TenantsListCommand.self), .leaf(TenantsStatusCommand.self), .leaf(TenantsBranchCommand.self),
              .leaf(TenantsDeployCommand.self), .leaf(TenantsQueueCommand.self), .leaf(TenantsLogCommand.self),
            ]),
          .group(
            "scratch", summary: "The private server that proofs and local databases run on.",
            [.leaf(ScratchStatus.self), .leaf(ScratchStart.self), .leaf(ScratchStop.self), .leaf(ScratchPsql.self)]),
        ]),
      .section("Help", [.leaf(CompletionCommand.self), .leaf(CompleteCommand.self)]),
    ])
}
