//! Measures the length of functions, and the nesting depth of their blocks.

use syn::visit::{self, Visit};
use syn::{Block, ExprMatch, ImplItemFn, ItemFn, Signature, TraitItemFn};

/// A function with a body.
pub struct Function {
    pub name: String,
    /// From `fn` to the closing brace.
    pub lines: usize,
    /// The nesting depth of blocks, with the body as the first. The braces of a `match` count, too.
    pub depth: usize,
}

/// Every function of a file, those in functions too.
pub fn of(file: &syn::File) -> Vec<Function> {
    let mut functions = Functions::default();
    functions.visit_file(file);
    functions.0
}

#[derive(Default)]
struct Functions(Vec<Function>);

impl Functions {
    fn add(&mut self, signature: &Signature, body: &Block) {
        let first = signature.fn_token.span.start().line;
        let last = body.brace_token.span.close().end().line;
        let mut depth = Depth::default();
        depth.visit_block(body);
        self.0.push(Function { name: signature.ident.to_string(), lines: last - first + 1, depth: depth.deepest });
    }
}

impl<'a> Visit<'a> for Functions {
    fn visit_item_fn(&mut self, function: &'a ItemFn) {
        self.add(&function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'a ImplItemFn) {
        self.add(&function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'a TraitItemFn) {
        if let Some(body) = &function.default {
            self.add(&function.sig, body);
        }
        visit::visit_trait_item_fn(self, function);
    }
}

#[derive(Default)]
struct Depth {
    now: usize,
    deepest: usize,
}

impl Depth {
    fn inside(&mut self, visit: impl FnOnce(&mut Self)) {
        self.now += 1;
        self.deepest = self.deepest.max(self.now);
        visit(self);
        self.now -= 1;
    }
}

impl<'a> Visit<'a> for Depth {
    fn visit_block(&mut self, block: &'a Block) {
        self.inside(|depth| visit::visit_block(depth, block));
    }

    fn visit_expr_match(&mut self, expression: &'a ExprMatch) {
        self.visit_expr(&expression.expr);
        self.inside(|depth| expression.arms.iter().for_each(|arm| depth.visit_arm(arm)));
    }
}
