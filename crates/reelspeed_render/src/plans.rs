use std::sync::Arc;

use reelspeed_kernels::resize::{AxisSpec, ResizeError, ResizePlan};

/// Plans of the last geometries that were scaled. A plan is some tens of kilobytes and takes longer to make than a row to scale.
#[derive(Debug, Default)]
pub(crate) struct PlanCache {
    plans: Vec<([AxisSpec; 2], Arc<ResizePlan>)>,
}

/// A frame needs two plans per picture.
const CAPACITY: usize = 48;

impl PlanCache {
    pub(crate) fn get(&mut self, x: &AxisSpec, y: &AxisSpec) -> Result<Arc<ResizePlan>, ResizeError> {
        let specs = [*x, *y];
        if let Some(at) = self.plans.iter().rposition(|(known, _)| *known == specs) {
            // Last used goes last.
            let found = self.plans.remove(at);
            let plan = Arc::clone(&found.1);
            self.plans.push(found);
            return Ok(plan);
        }
        let plan = Arc::new(ResizePlan::new(x, y)?);
        if self.plans.len() >= CAPACITY {
            self.plans.remove(0);
        }
        self.plans.push((specs, Arc::clone(&plan)));
        Ok(plan)
    }
}
